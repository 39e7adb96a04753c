"""One modality a file: words, voice and face become tracks on the grid."""
