"""A time authority on loopback: certomancer's, with a root and an intermediate of its own.

Each path of its address misbehaves in one way. The keys are made once per session.
"""

import socket
import threading
from datetime import UTC

import certomancer.services
import yaml
from asn1crypto import cms, core, pem, tsp
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, KeyLabel, ServiceLabel
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

REPLY = "application/timestamp-reply"
BIG = 100_000
_KEYS = ("root", "inter", "tsa", "other")
_LONG = '{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2045-01-01T00:00:00+0000"}'
_TWIN = '{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2044-01-01T00:00:00+0000"}'
_SOON = '{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2027-03-01T00:00:00+0000"}'
_ENDED = '{valid-from: "2020-01-01T00:00:00+0000", valid-to: "2021-01-01T00:00:00+0000"}'
_CONFIG = """
external-url-prefix: "{address}"
keysets:
  k: {{path-prefix: {folder}, keys: {{{keys}}}}}
pki-architectures:
  t:
    keyset: k
    entity-defaults: {{country-name: CN, organization-name: Test}}
    entities:
      root: {{common-name: Root}}
      other: {{common-name: Another root}}
      inter: {{common-name: Inter}}
      tsa: {{common-name: TSA}}
    certs:
      root: {{subject: root, issuer: root, validity: {long}, profiles: [{{id: simple-ca}}]}}
      other: {{subject: other, issuer: other, validity: {long}, profiles: [{{id: simple-ca}}]}}
      inter: {{issuer: root, validity: {long}, profiles: [{{id: simple-ca}}]}}
      tsa: {{subject: tsa, issuer: inter, serial: 4100, validity: {long}, extensions: [{stamping}]}}
      twin: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4100, validity: {twin}, extensions: [{stamping}]}}
      expired: {{subject: tsa, subject-key: tsa, issuer: inter, validity: {ended}, extensions: [{stamping}]}}
      listed: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4200, validity: {long}, extensions: [{stamping}, {lists}]}}
      revoked:
        subject: tsa
        subject-key: tsa
        issuer: inter
        serial: 4300
        validity: {long}
        extensions: [{stamping}, {lists}]
        revocation: {{revoked-since: "2021-01-01T00:00:00+0000", reason: key_compromise}}
      nolist: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4400, validity: {long}, extensions: [{stamping}, {gone}]}}
      badlist: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4500, validity: {long}, extensions: [{stamping}, {foreign}]}}
      soon: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4600, validity: {soon}, extensions: [{stamping}]}}
      weak: {{subject: tsa, subject-key: tsa, issuer: inter, serial: 4700, signature-algo: sha1_rsa, validity: {long}, extensions: [{stamping}]}}
      usage: {{subject: tsa, subject-key: tsa, issuer: inter, validity: {long}, extensions: [{signing}]}}
    services:
      crl-repo:
        inter: {{for-issuer: inter, signing-key: inter, issuer-cert: inter, simulated-update-schedule: P30D}}
        gone: {{for-issuer: inter, signing-key: inter, issuer-cert: inter, simulated-update-schedule: P30D}}
        foreign: {{for-issuer: other, signing-key: other, issuer-cert: other, simulated-update-schedule: P30D}}
"""  # noqa: E501
_LIST = "{{id: crl_distribution_points, smart-value: {{schema: crl-dist-url, params: {{crl-repo-names: [{name}]}}}}}}"  # noqa: E501
_USAGE = "{{id: extended_key_usage, critical: {critical}, value: [{value}]}}"


class Pki:
    """The certificates and keys, below `folder`; `roots` is the PEM file that a person gets."""

    def __init__(self, folder):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        for name in _KEYS:
            key = rsa.generate_private_key(65537, 2048)
            data = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            (folder / f"{name}.pem").write_bytes(data)
        config = _CONFIG.format(
            folder=folder,
            keys=", ".join(f"{name}: {{path: {name}.pem}}" for name in _KEYS),
            address=self.address,
            long=_LONG,
            soon=_SOON,
            lists=_LIST.format(name="inter"),
            gone=_LIST.format(name="gone"),
            foreign=_LIST.format(name="foreign"),
            ended=_ENDED,
            twin=_TWIN,
            stamping=_USAGE.format(critical="true", value="time_stamping"),
            signing=_USAGE.format(critical="true", value="code_signing"),
        )
        loaded = CertomancerConfig(yaml.safe_load(config), key_search_dir="/")
        self._arch = loaded.get_pki_arch(ArchLabel("t"))
        self.roots = self._write(folder / "roots.crt", "root")
        self.other_roots = self._write(folder / "other.crt", "other")

    def close(self):
        """Give up the address that no server took."""
        self.socket.close()

    def certificate(self, name):
        return self._arch.get_cert(CertLabel(name))

    def stamper(self, name="tsa", at=None):
        return certomancer.services.TimeStamper(
            self.certificate(name),
            self._arch.key_set.get_private_key(KeyLabel("tsa")),
            certs_to_embed=[self.certificate("inter")],
            fixed_dt=at,
        )

    def crl(self, name, at):
        return self._arch.service_registry.get_crl(ServiceLabel(name), at_time=at).dump()

    def _write(self, path, name):
        path.write_bytes(pem.armor("CERTIFICATE", self.certificate(name).dump()))
        return path


class _Quiet(WSGIRequestHandler):
    def log(self, *args):
        """Say nothing."""


class TimeServer:
    """Answers as `now` tells the time; `released` ends what hangs.

    `asked` holds every request, `lists_asked` the paths of revocation lists, `logins` what came as
    user and password.
    """

    def __init__(self, pki):
        self._pki = pki
        self.begin(None)
        self.released = threading.Event()
        self._server = make_server(
            "127.0.0.1",
            0,
            self._answer,
            threaded=True,
            request_handler=_Quiet,
            fd=pki.socket.fileno(),
        )
        # The server has its own handle of it.
        pki.close()
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = pki.address

    def begin(self, now):
        """Forget what was; `now` tells the time from here on."""
        self.now, self.asked, self.first_reply = now, [], None
        self.lists_asked, self.logins = [], []

    def close(self):
        self.released.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def good(self, request, name="tsa"):
        at = self.now().astimezone(UTC).replace(microsecond=0)
        return self._pki.stamper(name, at).request_tsa_response(request)

    def _answer(self, environ, start_response):
        request = Request(environ)
        if request.method == "GET":
            return self._list(request.path)(environ, start_response)
        data = request.get_data()
        self.asked.append(data)
        login = request.authorization
        self.logins.append((login.username, login.password) if login else None)
        behave = getattr(self, f"do_{request.path.strip('/')}", None)
        response = behave(tsp.TimeStampReq.load(data)) if behave else Response("no", 404)
        if isinstance(response, tsp.TimeStampResp):
            response = Response(response.dump(), mimetype=REPLY)
        return response(environ, start_response)

    def _list(self, path):
        self.lists_asked.append(path)
        name = path.split("/")[3]
        if name == "gone":
            return Response("no", 404)
        return Response(self._pki.crl(name, self.now()), mimetype="application/pkix-crl")

    def do_listed(self, request):
        return self.good(request, "listed")

    def do_revoked(self, request):
        return self.good(request, "revoked")

    def do_nolist(self, request):
        return self.good(request, "nolist")

    def do_badlist(self, request):
        return self.good(request, "badlist")

    def do_soon(self, request):
        return self.good(request, "soon")

    def do_weak(self, request):
        return self.good(request, "weak")

    def do_bare(self, request):
        return Response(self.good(request)["time_stamp_token"].dump(), mimetype=REPLY)

    def do_twosigners(self, request):
        def twice(data):
            first = data["signer_infos"][0]
            second = cms.SignerInfo.load(first.dump())
            second["signature"] = core.OctetString(bytes(256))
            data["signer_infos"] = cms.SignerInfos([first, second])

        return _changed(self.good(request), twice)

    def do_locked(self, request):
        return self.good(request) if self.logins[-1] == ("ana", "pass wörd") else Response("", 401)

    def do_good(self, request):
        return self.good(request)

    def do_chunked(self, request):
        data = self.good(request).dump()
        return Response(iter([data[:10], data[10:]]), mimetype=REPLY)

    def do_mods(self, request):
        return tsp.TimeStampResp(
            {
                "status": {"status": "granted_with_mods"},
                "time_stamp_token": self.good(request)["time_stamp_token"],
            }
        )

    def do_html(self, request):
        return Response("<html><h1>Welcome to the hotel's network</h1>", mimetype="text/html")

    def do_empty(self, request):
        return Response(b"", mimetype=REPLY)

    def do_big(self, request):
        return Response(bytes(BIG), mimetype=REPLY)

    def do_refused(self, request):
        return Response(bytes.fromhex("30053003020102"), mimetype=REPLY)

    def do_imprint(self, request):
        request["message_imprint"]["hashed_message"] = bytes(32)
        return self.good(request)

    def do_nonce(self, request):
        request["nonce"] = request["nonce"].native ^ 1
        return self.good(request)

    def do_nononce(self, request):
        request["nonce"] = None
        return self.good(request)

    def do_replay(self, request):
        self.first_reply = self.first_reply or self.good(request).dump()
        return Response(self.first_reply, mimetype=REPLY)

    def do_sha1(self, request):
        request["message_imprint"] = tsp.MessageImprint(
            {"hash_algorithm": {"algorithm": "sha1"}, "hashed_message": bytes(20)}
        )
        return self.good(request)

    def do_usage(self, request):
        return self.good(request, "usage")

    def do_expired(self, request):
        return self.good(request, "expired")

    def do_nocert(self, request):
        return _changed(self.good(request), lambda data: data.__setitem__("certificates", []))

    def do_signature(self, request):
        return _changed(self.good(request), _flip_signature)

    def do_unnamed(self, request):
        return _changed(self.good(request), _without_names)

    def do_twin(self, request):
        """Signed for another certificate of the same name, number and key: only ESSCertID tells."""
        shown = [self._pki.certificate(name) for name in ("tsa", "inter")]
        reply = self.good(request, "twin")
        return _changed(reply, lambda data: data.__setitem__("certificates", shown))

    def do_later(self, request):
        return self.good(request) if len(self.asked) > 1 else Response("busy", 503)

    def do_drip(self, request):
        def drops():
            while not self.released.wait(0.1):
                yield b"\x30"

        return Response(drops(), mimetype=REPLY)

    def do_hang(self, request):
        self.released.wait(60)
        return Response(b"", 503)

    def do_moved(self, request):
        return Response(b"", 307, headers={"Location": f"{self.address}/good"})


def _changed(reply, change):
    token = cms.ContentInfo.load(reply["time_stamp_token"].dump())
    data = token["content"]
    change(data)
    fresh = cms.ContentInfo({"content_type": "signed_data", "content": data})
    return tsp.TimeStampResp({"status": {"status": "granted"}, "time_stamp_token": fresh})


def _flip_signature(data):
    signature = bytearray(data["signer_infos"][0]["signature"].native)
    signature[7] ^= 1
    data["signer_infos"][0]["signature"] = core.OctetString(bytes(signature))


def _without_names(data):
    attributes = data["signer_infos"][0]["signed_attrs"]
    kept = [one for one in attributes if one["type"].native != "signing_certificate"]
    data["signer_infos"][0]["signed_attrs"] = cms.CMSAttributes(kept)
