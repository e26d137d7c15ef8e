"""Consent banners as their makers write them, on a page whose title says what was done."""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_FIXED = "style='position:fixed;bottom:0;left:0;width:100%;background:#fff'"
# `done` hides the box of the pressed button and says in the title which it was.
_SCRIPT = (
    "<script>function done(what,box){top.document.title=what;"
    "(box||document.querySelector('[data-box]')).style.display='none'}</script>"
)
YES, NO = "onclick=\"done('ACCEPTED')\"", "onclick=\"done('REFUSED')\""


def page(box, title="none"):
    return f"<!doctype html><title>{title}</title>{_SCRIPT}<h1>Brand X bag</h1><p>¥129</p>{box}"


ONETRUST = page(
    f"<div id='onetrust-consent-sdk'><div id='onetrust-banner-sdk' data-box role=dialog {_FIXED}>"
    "<div id='onetrust-policy-text'>We use cookies.</div><div id='onetrust-button-group'>"
    f"<button id='onetrust-pc-btn-handler'>Cookies Settings</button>"
    f"<button id='onetrust-reject-all-handler' {NO}>Reject All</button>"
    f"<button id='onetrust-accept-btn-handler' {YES}>Accept All Cookies</button></div></div></div>"
)
COOKIEBOT = page(
    f"<div id='CybotCookiebotDialog' data-box role=dialog {_FIXED}>"
    "<h2 id='CybotCookiebotDialogBodyContentTitle'>Diese Webseite verwendet Cookies</h2>"
    f"<button id='CybotCookiebotDialogBodyButtonDecline' {NO}>Ablehnen</button>"
    "<button id='CybotCookiebotDialogBodyLevelButtonCustomize'>Anpassen</button>"
    "<button id='CybotCookiebotDialogBodyLevelButtonLevelOptinAllowAll' "
    f"{YES}>Alle zulassen</button></div>"
)
DIDOMI = page(
    f"<div id='didomi-host'><div id='didomi-notice' data-box {_FIXED}>"
    f"<span class='didomi-continue-without-agreeing' role=button {NO}>"
    "Continuer sans accepter →</span>"
    "<div class='didomi-notice-text'>Nos partenaires déposent des cookies</div>"
    "<button id='didomi-notice-learn-more-button'>Paramétrer</button>"
    f"<button id='didomi-notice-agree-button' {YES}>Tout accepter</button></div></div>"
)
USERCENTRICS = page(
    "<div id='usercentrics-root'></div><script>const root=document.getElementById("
    "'usercentrics-root').attachShadow({mode:'open'});root.innerHTML=`<div "
    f"data-testid='uc-app-container' {_FIXED}><p>Wir brauchen Ihre Einwilligung</p>"
    "<button data-testid='uc-customize-button'>Mehr</button>"
    "<button data-testid='uc-deny-all-button'>Alles ablehnen</button>"
    "<button data-testid='uc-accept-all-button'>Alles akzeptieren</button></div>`;"
    "const [,no,yes]=root.querySelectorAll('button'),box=root.firstChild;"
    "no.onclick=()=>done('REFUSED',box);yes.onclick=()=>done('ACCEPTED',box)</script>"
)
QUANTCAST = page(
    f"<div class='qc-cmp2-container' id='qc-cmp2-container'><div id='qc-cmp2-ui' data-box {_FIXED}>"
    "<h2>We value your privacy</h2><p>We and our partners store cookies. By clicking AGREE...</p>"
    "<div class='qc-cmp2-summary-buttons'>"
    "<button mode='secondary' id='more-options-btn'>MORE</button>"
    f"<button mode='secondary' id='disagree-btn' {NO}>DISAGREE</button>"
    f"<button mode='primary' id='accept-btn' {YES}>AGREE</button></div></div></div>"
)
SOURCEPOINT_FRAME = (
    "<!doctype html><div class='message-container'><div class='message type-modal'><p>Cookies and "
    "your privacy</p><button title='Accept all' class='message-component sp_choice_type_11' "
    "onclick=\"parent.postMessage('ACCEPTED','*')\">Accept all</button>"
    "<button title='Reject all' class='message-component sp_choice_type_13' "
    "onclick=\"parent.postMessage('REFUSED','*')\">Reject all</button></div></div>"
)
SOURCEPOINT = page(
    "<div id='sp_message_container_1' data-box><iframe id='sp_message_iframe_1' title='SP Consent' "
    f"{_FIXED}></iframe></div><script>onmessage=m=>done(m.data);document.querySelector('iframe').src="
    "`http://localhost:${location.port}/sp-frame`</script>"
)
_WORDS = {
    "zh": ("我们使用 Cookie", "接受全部", "仅接受必要的 Cookie"),
    "de": ("Wir verwenden Cookies", "Alle akzeptieren", "Nur notwendige Cookies"),
    "es": ("Usamos cookies", "Aceptar todo", "Rechazar todo"),
    "it": ("Usiamo i cookie", "Accetta", "Continua senza accettare"),
    "pt": ("Usamos cookies", "Aceitar", "Recusar tudo"),
    "ja": ("当サイトはクッキーを使用します", "同意する", "すべて拒否する"),
    "ko": ("쿠키를 사용합니다", "동의", "모두 거부"),
    "ru": ("Мы используем файлы cookie", "Принять", "Только необходимые"),
    "nl": ("Wij gebruiken cookies", "Accepteren", "Alles weigeren!"),
    "pl": ("Używamy plików cookie", "Akceptuję", "Odrzuć wszystkie"),
}


def own(said, yes, no):
    """A banner that a shop made itself."""
    return page(
        f"<div class='notice' data-box {_FIXED}><p>{said}</p><a href='#' {YES}>{yes}</a> "
        f"<a href='#' {NO}>{no}</a></div>"
    )


SETTINGS = page(
    f"<div id='onetrust-banner-sdk' role=dialog {_FIXED}>We use cookies.<button id="
    "'onetrust-pc-btn-handler' onclick=\"this.parentNode.style.display='none';setTimeout(()=>"
    "layer.style.display='block',100)\">Cookies Settings</button><button "
    f"id='onetrust-accept-btn-handler' {YES}>Accept All Cookies</button></div>"
    "<div id=layer data-box style='display:none;position:fixed;top:0;background:#fff'><div "
    "id='onetrust-pc-sdk'><input type=checkbox checked disabled class='category-switch-handler'>"
    "<input type=checkbox checked class='category-switch-handler' id=ads><button id="
    f"'accept-recommended-btn-handler' {YES}>Allow All</button><button class="
    "'save-preference-btn-handler' onclick=\"done(ads.checked?'ACCEPTED':'REFUSED')\">"
    "Confirm My Choices</button></div></div>"
)
REFUSED = {
    "onetrust": ONETRUST,
    "settings": SETTINGS,
    "cookiebot": COOKIEBOT,
    "didomi": DIDOMI,
    "usercentrics": USERCENTRICS,
    "quantcast": QUANTCAST,
    "sourcepoint": SOURCEPOINT,
    **{f"own-{language}": own(*words) for language, words in _WORDS.items()},
}
# A banner, but nothing in it that refuses, or that refuses for nothing: it stays.
STAYS = {
    "settings-fixed": SETTINGS.replace("id=ads>", "id=ads onclick='return false'>"),
    "accept-only": own("We use cookies", "OK", "Manage options"),
    "pay": page(
        f"<div id='CybotCookiebotDialog' data-box {_FIXED}>Cookies oder Abo<button "
        f"id='CybotCookiebotDialogBodyButtonDecline' {NO}>Ablehnen und abonnieren</button></div>"
    ),
    "stubborn": page(
        f"<div id='onetrust-banner-sdk' {_FIXED}>Cookies<button id='onetrust-reject-all-handler' "
        "onclick=\"document.title='PRESSED'\">Reject All</button></div>"
    ),
}
# Not ours to answer, cookies or not.
UNTOUCHED = {
    "age": own("Are you over 18? We use cookies.", "Yes", "Decline"),
    "age-onetrust": page(
        f"<div id='onetrust-banner-sdk' data-box {_FIXED}>Sind Sie volljährig?"
        f"<button id='onetrust-reject-all-handler' {NO}>Reject All</button></div>"
    ),
    "terms": own("Our terms of service and cookies changed", "Agree", "Disagree"),
    "member": own("加入会员，我们重视您的隐私", "注册", "拒绝"),
    "newsletter": own("Get our newsletter. We value your privacy", "Yes", "Decline"),
    "no-topic": own("Share your location?", "Allow", "Deny"),
    "article": page(f"<p>A text on cookies</p><a href='#' {NO}>Reject all</a>"),
}
PAGES = {**REFUSED, **STAYS, **UNTOUCHED, "sp-frame": SOURCEPOINT_FRAME}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGES.get(self.path.strip("/"), "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words):
        pass


@contextlib.contextmanager
def consent_pages():
    """Serve the pages on loopback; give the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
