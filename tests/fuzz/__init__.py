"""Files as strangers damage them or make them to hurt: each is read, or refused with a sentence, and nothing else."""
