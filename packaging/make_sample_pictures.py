"""Draw the pictures of the sample shop: bags, wallets and shoes that nobody sells.

Run: python packaging/make_sample_pictures.py. The same Pillow gives the same bytes.
"""

from collections.abc import Callable

from PIL import Image, ImageChops
from sample_drawing import ROOT, SIDE, TIMES, Colour, Layer, Scene, box, grain, hexed, put, shade

OUT = ROOT / "resources" / "sample-shop" / "pictures"


def tote(colour: Colour, mark: str) -> Layer:
    """Draw a tote bag from the front."""
    layer = Layer(f"tote{mark}")
    thread = shade(colour, 0.55)
    layer.strap("M316 342 C318 108 482 108 484 342", shade(colour, -0.25), 17)
    layer.shape("M196 322 L604 322 L616 360 L184 360 Z", shade(colour, -0.5))
    layer.shape(
        "M186 338 L614 338 C624 338 629 344 630 352 L664 664 C667 694 650 708 626 708"
        " L174 708 C150 708 133 694 136 664 L170 352 C171 344 176 338 186 338 Z",
        colour,
    )
    layer.shape(
        "M168 372 L170 352 C171 344 176 338 186 338 L614 338 C624 338 629 344 630 352 L632 372 Z",
        shade(colour, -0.16),
    )
    layer.stitches("M174 384 L626 384", thread)
    layer.shape(
        "M146 640 L654 640 L664 668 C666 694 650 708 626 708 L174 708 C150 708 134 694 137 668 Z",
        shade(colour, -0.28),
    )
    layer.stitches("M150 630 L650 630", thread)
    layer.strap("M284 400 C278 140 522 140 516 400", colour, 22)
    for x in (284, 516):
        layer.shape(box(x - 20, 388, x + 20, 462, 10), shade(colour, -0.2))
        layer.stitches(box(x - 14, 394, x + 14, 456, 7), thread, 2)
        layer.metal(box(x - 8, 416, x + 8, 432, 7.9))
    layer.plate(mark, (400, 532), 132)
    return layer


def crossbody(colour: Colour, mark: str) -> Layer:
    """Draw a bag with a flap and a long strap."""
    layer = Layer(f"crossbody{mark}")
    thread = shade(colour, 0.5)
    layer.strap("M196 402 C70 20 730 20 604 402", colour, 13)
    for x in (190, 610):
        layer.metal(box(x - 15, 372, x + 15, 420, 13))
    layer.shape(box(166, 384, 634, 690, 52), shade(colour, -0.2))
    layer.shape(
        "M160 420 C160 386 180 368 214 368 L586 368 C620 368 640 386 640 420"
        " C640 540 560 588 400 588 C240 588 160 540 160 420 Z",
        colour,
        depth=0.28,
    )
    layer.stitches(
        "M174 424 C174 396 190 382 216 382 L584 382 C610 382 626 396 626 424"
        " C626 530 548 574 400 574 C252 574 174 530 174 424",
        thread,
    )
    layer.stitches(
        "M184 560 L184 640 C184 660 196 674 218 674 L582 674 C604 674 616 660 616 640 L616 560",
        thread,
    )
    layer.shape(box(376, 540, 424, 630, 14), shade(colour, -0.1))
    layer.metal(box(372, 566, 428, 606, 14))
    layer.metal(box(386, 578, 414, 594, 7.9), (150, 118, 58))
    layer.words(mark, (400, 452), 24, shade(colour, -0.55))
    layer.words(mark, (400, 453.5), 24, shade(colour, 0.3))
    return layer


def wallet(colour: Colour, mark: str) -> Layer:
    """Draw a closed wallet with its tab."""
    layer = Layer(f"wallet{mark}")
    thread = shade(colour, 0.5)
    layer.shape(box(160, 258, 652, 602, 34), shade(colour, -0.5))
    for n, card in enumerate(("c9d4cf", "e7c98f", "8fa9bd")):
        layer.shape(box(210 + n * 16, 240 + n * 9, 600 - n * 10, 420, 16), hexed(card), rough=False)
    layer.shape(box(148, 280, 640, 612, 34), colour, depth=0.26)
    layer.stitches(box(164, 296, 624, 596, 24), thread)
    layer.line("M172 440 C300 452 420 452 548 440", shade(colour, -0.3), 3)
    layer.shape(
        "M664 398 L664 494 L560 494 C528 494 512 472 512 446 C512 420 528 398 560 398 Z",
        shade(colour, -0.12),
    )
    layer.stitches(
        "M660 410 L562 410 C538 410 524 426 524 446 C524 466 538 482 562 482 L660 482", thread, 2
    )
    layer.metal(box(540, 428, 576, 464, 17.9))
    layer.metal(box(549, 437, 567, 455, 8.9), (160, 126, 62))
    layer.plate(mark, (262, 552), 116)
    return layer


def open_wallet(colour: Colour, mark: str) -> Layer:
    """Draw a wallet lying open, with cards and a note."""
    layer = Layer(f"open{mark}")
    thread, inside = shade(colour, 0.5), shade(colour, 0.12)
    layer.shape(box(96, 236, 704, 640, 30), shade(colour, -0.3))
    layer.shape(box(150, 214, 650, 330, 8), hexed("b9cdb4"), rough=False)
    layer.words("— 0 —", (400, 244), 22, hexed("6f8a68"))
    layer.shape(box(108, 272, 392, 628, 22), inside)
    layer.shape(box(408, 272, 692, 628, 22), inside)
    for n, card in enumerate(("d98f6c", "7f9fb5", "e3c37a", "94ae8c")):
        y = 312 + n * 66
        layer.shape(box(132, y, 368, y + 90, 12), hexed(card), rough=False)
        layer.shape(box(122, y + 34, 378, min(y + 110, 614), 10), shade(inside, -0.08))
        layer.stitches(f"M130 {y + 44} L370 {y + 44}", thread, 2)
    layer.shape(box(430, 340, 670, 520, 14), shade(inside, -0.2))
    layer.shape(box(444, 352, 656, 508, 8), hexed("e9e6df"), rough=False)
    layer.words("SAMPLE", (550, 430), 30, hexed("b3ada0"))
    layer.stitches(box(416, 280, 684, 620, 18), thread)
    layer.plate(mark, (550, 574), 116)
    return layer


def sneaker(colour: Colour, mark: str) -> Layer:
    """Draw a sneaker from its side, the toe to the right."""
    layer = Layer(f"sneaker{mark}")
    trim, thread, white = shade(colour, -0.42), shade(colour, 0.62), hexed("f4f1ea")
    layer.shape(
        "M322 360 C318 300 352 262 392 274 C412 282 424 304 436 346 L470 430 L350 420 Z",
        shade(colour, 0.25),
    )
    layer.shape(
        "M118 586 C104 512 112 424 132 362 C140 338 166 340 178 354 C204 384 262 392 300 372"
        " C322 360 336 344 352 330 C366 322 380 330 388 344 C430 418 500 462 582 480"
        " C664 498 716 528 712 590 Z",
        colour,
        depth=0.28,
    )
    layer.shape(
        "M118 586 C106 520 110 452 122 396 C160 402 190 440 200 500 C204 534 206 560 206 586 Z",
        trim,
    )
    layer.shape(
        "M128 366 C136 338 166 340 178 354 C188 366 200 374 214 379 L206 408"
        " C180 404 150 396 124 392 Z",
        shade(colour, 0.1),
    )
    layer.shape(
        "M566 477 C664 492 716 528 712 590 L540 590 C528 546 536 506 566 477 Z",
        shade(colour, -0.14),
    )
    layer.stitches("M554 486 C530 516 526 552 534 584", thread)
    layer.shape(
        "M352 330 C366 322 380 330 388 344 C424 408 482 450 552 472 L532 516"
        " C450 500 372 448 328 350 Z",
        shade(colour, -0.24),
    )
    layer.stitches("M336 356 C378 448 452 494 530 510", thread)
    layer.shape("M222 586 C236 520 318 466 424 480 C360 504 314 540 300 586 Z", white, rough=False)
    layer.shape("M322 586 C340 540 388 504 458 492 C420 520 396 552 388 586 Z", white, rough=False)
    for n in range(6):
        x, y = 362 + n * 29, 352 + n * 22 - max(0, n - 2) * 3
        layer.line(
            f"M{x - 14} {y + 30} C{x} {y + 6} {x + 14} {y - 4} {x + 26} {y - 12}",
            shade(white, -0.22),
            13,
        )
        layer.line(f"M{x - 14} {y + 28} C{x} {y + 4} {x + 14} {y - 6} {x + 26} {y - 14}", white, 10)
    layer.shape(
        "M98 604 C98 580 112 570 140 572 C330 582 520 582 690 570 C722 570 734 590 730 622"
        " C728 648 712 658 682 658 L150 658 C112 658 98 636 98 604 Z",
        white,
        depth=0.1,
        rough=False,
    )
    layer.line("M104 612 C330 622 520 622 728 608", shade(colour, 0.05), 5, round_ends=False)
    layer.shape(
        "M102 636 C330 644 520 644 728 634 C724 652 708 660 682 660 L150 660"
        " C122 660 106 652 102 636 Z",
        hexed("c9a473"),
        rough=False,
    )
    layer.words(mark, (160, 546), 15, thread)
    return layer


def loafer(colour: Colour, mark: str) -> Layer:
    """Draw a loafer from its side, the toe to the right."""
    layer = Layer(f"loafer{mark}")
    thread = shade(colour, 0.45)
    layer.shape("M134 426 C180 388 330 384 414 436 C380 476 200 484 134 426 Z", hexed("cfa77c"))
    layer.shape(
        "M116 596 C104 528 108 462 128 414 C190 470 330 482 398 430 C424 412 458 424 496 446"
        " C560 480 640 486 694 528 C722 550 728 574 724 602 Z",
        colour,
        depth=0.3,
    )
    layer.shape(
        "M116 596 C106 536 108 470 126 420 C156 450 178 490 186 540 C188 560 190 578 190 596 Z",
        shade(colour, -0.25),
    )
    layer.stitches("M134 434 C164 462 186 506 194 590", thread)
    layer.shape(
        "M486 440 C556 480 640 486 694 528 C660 516 600 520 548 512 C500 504 468 478 486 440 Z",
        shade(colour, 0.16),
    )
    layer.line("M470 436 C466 492 520 514 578 518 C630 520 672 520 704 544", shade(colour, -0.5), 7)
    layer.stitches("M460 444 C460 504 520 526 578 530 C630 532 668 534 700 556", thread)
    layer.shape(
        "M384 440 C402 420 440 414 470 430 C482 470 470 540 446 598 L342 598"
        " C366 546 380 488 384 440 Z",
        shade(colour, -0.14),
    )
    layer.stitches("M396 446 C392 500 378 548 360 592", thread)
    layer.stitches("M462 440 C468 486 458 540 436 592", thread)
    layer.metal("M404 500 L452 494 C456 510 454 526 450 540 L398 546 C402 530 405 516 404 500 Z")
    layer.shape(
        "M106 596 C320 604 520 604 722 596 C738 598 738 620 724 622 L110 624"
        " C98 620 96 602 106 596 Z",
        shade(colour, -0.55),
    )
    layer.shape(
        "M104 622 L268 622 L262 662 L112 662 C104 652 102 638 104 622 Z", shade(colour, -0.66)
    )
    layer.words(mark, (252, 438), 17, hexed("7d5a35"))
    return layer


def finish(board: Image.Image, name: str, crop: tuple[int, int, int] | None = None) -> None:
    """Cut (left, top, side in board units), add a little film, write the JPEG."""
    if crop:
        left, top, side = (part * TIMES for part in crop)
        board = board.crop((left, top, left + side, top + side))
    board = board.resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    film = grain(f"film{name}", 0.05).crop((0, 0, SIDE, SIDE))
    board = ImageChops.overlay(board, Image.merge("RGB", [film] * 3))
    board.save(OUT / f"{name}.jpg", quality=84, optimize=True, progressive=False)


Draw = Callable[[Colour, str], Layer]


def three(name: str, draw: Draw, mark: str, colours: tuple[str, str], scene: Scene) -> None:
    """Draw the three pictures of a listing: the thing, two of them in a room, a close view."""
    main, second = (draw(hexed(colour), mark) for colour in colours)
    board = Scene("efece6", "e6e1d8").draw()
    put(board, main, (20, 6), 0.95)
    finish(board, f"{name}-1")
    board = scene.draw()
    put(board, second, (330, 196), 0.56)
    put(board, main, (6, 190), 0.68)
    finish(board, f"{name}-2")
    board = Scene(scene.wall, scene.wall).draw()
    put(board, main)
    corner = {"tote": (190, 330, 420), "wallet": (140, 400, 260), "crossbody": (220, 340, 360)}
    finish(board, f"{name}-3", corner.get(name, (300, 300, 380)))


def main() -> None:
    """Write all pictures and say their sizes."""
    OUT.mkdir(parents=True, exist_ok=True)
    three("tote", tote, "北岸", ("b5713f", "2f5148"), Scene("e8d9c5", "cdb391", arch="d9b78c"))
    three("wallet", wallet, "北岸", ("7a3b2e", "39424e"), Scene("dfe3dc", "b9c0b0", arch="c2cdbd"))
    board = Scene("e7e2d8", "d8d0c2").draw()
    put(board, open_wallet(hexed("7a3b2e"), "北岸"), (10, -8), 0.97)
    finish(board, "wallet-2")
    three("loafer", loafer, "北岸", ("5a2f22", "26292e"), Scene("dcd3cb", "b39f8c", arch="c9b3a0"))
    blue = ("3b6a94", "a8483f")
    three("sneaker", sneaker, "Brand X", blue, Scene("d7e2e8", "aebfca", arch="b9cfdc"))
    green = ("3f5d4a", "c08a4a")
    three("crossbody", crossbody, "Brand X", green, Scene("e9ddd6", "c9aea1", arch="d8b8a8"))
    for path in sorted(OUT.glob("*.jpg")):
        print(f"{path.stat().st_size:7} {path.name}")


if __name__ == "__main__":
    main()
