"""A film in, a timeline out: the only place where features meet fusion."""
