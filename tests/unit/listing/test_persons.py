"""Words of persons without a part in the offer, found by what shops call their markup."""

import pytest

from evidencekit.listing.persons import PersonPart, persons_in, persons_on


def found(html):
    return [(one.part.value, one.words) for one in persons_on(html.encode(), "text/html")]


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ('<li class="review"><span class="author">by Anna K.</span> good</li>', "Anna K."),
        ('<div class="review-item-author">Schooldude</div>', "Schooldude"),
        ('<div id="reviews"><b data-testid="user-name">王芳</b><p>好</p></div>', "王芳"),
        ("<p>r***e: fits well</p>", "r***e"),
        ("<p>匿**户</p>", "匿**户"),
    ],
)
def test_names_of_reviewers(html, words):
    assert (PersonPart.REVIEWER.value, words) in found(html)


def test_an_author_in_json_ld_is_one_too():
    html = """<script type="application/ld+json">{"@type": "Product", "name": "x", "review":
    [{"@type": "Review", "author": {"@type": "Person", "name": "Mary  Roe"}}]}</script>"""
    assert found(html) == [("reviewer", "Mary Roe")]


def test_a_picture_belongs_to_the_name_that_stands_beside_it():
    html = """<ul id="reviews"><li class="review"><img src="a.png"><b class="author">Anna</b>
    <li class="review"><b class="author">Bert</b></ul>"""
    told = {one.words: one.pictured for one in persons_on(html.encode(), None)}
    assert told == {"Anna": True, "Bert": False}


def test_a_chat_gives_its_lines_and_its_button_none():
    html = """<a class="chat-text">Chat now</a>
    <div role="log"><p>Is it real?</p><p>Yes dear</p></div>"""
    assert found(html) == [("chat", "Is it real?"), ("chat", "Yes dear")]


def test_containers_in_containers_leave_room_for_the_others():
    html = '<div class="chat-list">' * 200 + "<p>is it real</p>" * 50 + "</div>" * 200
    html += '<p class="review"><b class="author">Anna</b></p>'
    assert found(html) == [("chat", "is it real"), ("reviewer", "Anna")]


@pytest.mark.parametrize(
    ("line", "part", "words"),
    [
        ("Deliver to: Rotterdam 3011", "delivery_address", "Rotterdam 3011"),
        ("配送至 上海市浦东新区", "delivery_address", "上海市浦东新区"),
        ("Hello, Kitty", "test_buyer_account", "Kitty"),
        ("您好，小明！", "test_buyer_account", "小明"),
    ],
)
def test_what_a_line_says_by_itself(line, part, words):
    assert [(one.part.value, one.words) for one in persons_in(line)] == [(part, words)]


@pytest.mark.parametrize(
    "line",
    ["Hello, sign in", "Welcome to our shop", "4 ** 2 = 16", "Deliver to", "We ship to you"],
)
def test_what_says_nothing_of_a_person(line):
    assert list(persons_in(line)) == []


def test_what_the_offer_says_of_itself_is_nobodys():
    html = '<h1>Bag</h1><p class="seller-name">North shop</p><p itemprop="author">Jane Austen</p>'
    assert found(html) == []
