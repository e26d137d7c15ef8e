"""Pictures with structure at all scales, as photographs have; each seed another one."""

import numpy as np
from PIL import Image


def photo(seed, size=(300, 220)):
    noise = np.random.default_rng(seed)
    picture = np.zeros((size[1], size[0]))
    for cells in (3, 5, 9, 17):
        rough = Image.fromarray(noise.integers(0, 256, (cells, cells)).astype(np.uint8))
        picture += np.asarray(rough.resize(size, Image.Resampling.BICUBIC)) / cells
    picture = (picture - picture.min()) / (picture.max() - picture.min()) * 255
    return Image.fromarray(picture.astype(np.uint8)).convert("RGB")
