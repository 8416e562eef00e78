"""What a web page that a developer happens to visit must not be able to do to the server. One test per attack."""

import json

from support.control_api import JSON, ControlCase, address, ask, exchange, tell
from support.environment import serve

PAGE = "http://localhost:3000"
EVIL = "http://evil.example"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PREFLIGHT = {"Origin": PAGE, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


def allowed(answer):
    return {name.removeprefix("access-control-"): value for name, value in answer.headers.items()
            if name.startswith("access-control-")}


class SafetyTests(ControlCase):
    def setUp(self):
        super().setUp()
        self.host = ":".join(map(str, address()))
        self.call("CreateRoom", name="precious")
        self.before = ask("GET", "/state").text

    def restart(self, *options):
        serve(self, *options)
        self.host = ":".join(map(str, address()))

    def assert_refused(self, answer, status, error):
        self.assertEqual((answer.status, answer.error), (status, error), answer.text)
        self.assertEqual(allowed(answer), {}, "no page may read even the refusal")

    def assert_harmless(self, headers, status=403, error="AccessDeniedException"):
        """Reads, changes and preflights are refused, and nothing has changed."""
        for method, path, body in [("GET", "/state", None), ("GET", "/journal", None), ("GET", "/metrics", None),
                                   ("POST", "/reset", "{}"), ("DELETE", "/faults", ""), ("PUT", "/state", "{}"),
                                   ("OPTIONS", "/reset", None)]:
            with self.subTest(method=method, path=path):
                sent = {} if method == "GET" else JSON
                asks = {"Access-Control-Request-Method": "POST"} if method == "OPTIONS" else {}
                self.assert_refused(ask(method, path, body, {**sent, **asks, **headers}), status, error)
        self.assertEqual(ask("GET", "/state").text, self.before)

    def status_of(self, head, method="GET", path="/state"):
        reply = exchange(f"{method} /_ivschat{path} HTTP/1.1\r\n{head}Connection: close\r\n\r\n".encode())
        return int(reply.split(b" ", 2)[1])

    # ---- Names ----

    def test_dns_rebinding(self):
        for name in ("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example.", "EVIL.example"):
            with self.subTest(name):
                self.assert_harmless({"Host": f"{name}:{address()[1]}", "Origin": f"http://{name}"})

    def test_names_that_no_page_can_come_from_are_good(self):
        for name in ("localhost", "127.0.0.1", "[::1]", "app.localhost", "ivschat", "host.docker.internal", "LOCALHOST"):
            with self.subTest(name):
                self.assertEqual(ask("GET", "/state", headers={"Host": f"{name}:{address()[1]}"}).status, 200)

    def test_a_name_of_ones_own_must_be_given(self):
        self.assertEqual(ask("GET", "/state", headers={"Host": "chat.test"}).status, 403)
        self.restart("--allowed-host", "chat.test")
        self.assertEqual(ask("GET", "/state", headers={"Host": "chat.test:4566"}).status, 200)
        self.assertEqual(ask("GET", "/state", headers={"Host": "evil.chat.test"}).status, 403)

    def test_no_host_two_hosts_and_hosts_that_are_none(self):
        heads = ["", f"Host: {self.host}\r\nHost: {self.host}\r\n", f"Host: localhost\r\nHost: {EVIL}\r\n",
                 f"Host: {EVIL}\r\nHost: localhost\r\n", "Host:\r\n", "Host: localhost/\r\n", "Host: local host\r\n",
                 "Host: localhost:99999\r\n", "Host: localhost:80:80\r\n", "Host: [::1\r\n", "Host: localhost,evil.example\r\n"]
        for head in heads:
            with self.subTest(head):
                self.assertEqual(self.status_of(head), 400)
                self.assertEqual(self.status_of(head + "Content-Type: application/json\r\nContent-Length: 0\r\n", "POST",
                                                "/reset"), 400)
        self.assertEqual(ask("GET", "/state").text, self.before)

    def test_userinfo_does_not_make_a_name_good(self):
        for host in ("localhost@evil.example", "evil.example@localhost", "localhost:x@evil.example", "localhost#evil.example",
                     "localhost\\evil.example", "localhost%2eevil.example"):
            with self.subTest(host):
                self.assertEqual(self.status_of(f"Host: {host}\r\n"), 400)
        for origin in ("http://localhost@evil.example", f"http://{self.host}@evil.example", f"http://evil.example#{self.host}"):
            with self.subTest(origin):
                self.assert_harmless({"Origin": origin})

    # ---- Pages ----

    def test_a_page_of_another_origin(self):
        others = [EVIL, "https://evil.example", f"http://localhost:{address()[1] + 1}", "null", "",
                  "file://", "chrome-extension://abcdef", f"http://{self.host}.evil.example"]
        for origin in others:
            with self.subTest(origin):
                self.assert_harmless({"Origin": origin})

    def test_a_page_that_names_two_origins(self):
        head = f"Host: {self.host}\r\nOrigin: http://{self.host}\r\nOrigin: {EVIL}\r\n"
        self.assertEqual(self.status_of(head), 403)

    def test_images_scripts_and_frames_which_have_no_origin(self):
        for site in ("cross-site", "same-site", "CROSS-SITE"):
            for destination in ("image", "script", "iframe", "empty"):
                with self.subTest(site=site, destination=destination):
                    self.assert_harmless({"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": destination})

    def test_a_frame_that_is_navigated(self):
        self.assert_harmless({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"})

    def test_a_link_may_be_followed_but_a_form_may_not_be_sent(self):
        link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        self.assertEqual(ask("GET", "/state", headers=link).status, 200)
        for content in (FORM, JSON, {"Content-Type": "multipart/form-data"}):
            self.assert_refused(ask("POST", "/reset", "a=b", {**link, **content}), 403, "AccessDeniedException")
        self.assertEqual(ask("GET", "/state").text, self.before)

    def test_the_servers_own_page_may(self):
        own = {"Origin": f"http://{self.host}", "Sec-Fetch-Site": "same-origin"}
        self.assertEqual(ask("GET", "/state", headers=own).status, 200)
        self.assertEqual(ask("POST", "/clock", '{"freeze":true}', {**own, **JSON}).status, 200)

    # ---- What pages may send without asking ----

    def test_simple_requests_of_a_browser_that_tells_nothing(self):
        for content in ("text/plain", "text/plain; application/json", "application/x-www-form-urlencoded", "multipart/form-data",
                        "text/json", "application/jsonx", "application/json, text/plain", None):
            with self.subTest(content):
                headers = {"Content-Type": content} if content else {}
                for path in ("/reset", "/logs/flush", "/clock"):
                    self.assert_refused(ask("POST", path, "{}", headers), 415, "UnsupportedMediaTypeException")
        self.assertEqual(self.status_of(f"Host: {self.host}\r\nContent-Type: application/json\r\nContent-Type: text/plain\r\n"
                                        "Content-Length: 0\r\n", "POST", "/reset"), 415)
        self.assertEqual(ask("GET", "/state").text, self.before)
        self.assertEqual(ask("POST", "/logs/flush", "", {"Content-Type": "Application/JSON ; charset=utf-8"}).status, 200)

    def test_a_method_override_is_none(self):
        ask("GET", "/reset", headers={"X-HTTP-Method-Override": "POST"})
        ask("GET", "/reset?_method=POST")
        self.assertEqual(ask("GET", "/state").text, self.before)

    def test_a_preflight(self):
        answer = ask("OPTIONS", "/reset", headers={**PREFLIGHT, "Host": self.host})
        self.assert_refused(answer, 403, "AccessDeniedException")
        self.assertEqual(allowed(ask("OPTIONS", "/reset", headers=PREFLIGHT)), {})

    # ---- Pages that were named ----

    def test_a_page_that_was_named_may_use_it_and_no_other(self):
        self.restart("--cors-origin", PAGE)
        granted = ask("OPTIONS", "/reset", headers=PREFLIGHT)
        self.assertEqual((granted.status, allowed(granted)["allow-origin"], allowed(granted)["allow-headers"]),
                         (204, PAGE, "content-type"))
        self.assertNotIn("allow-credentials", allowed(granted))
        read = ask("GET", "/state", headers={"Origin": PAGE, "Sec-Fetch-Site": "same-site"})
        self.assertEqual((read.status, allowed(read)["allow-origin"], read.headers["vary"]), (200, PAGE, "Origin"))
        self.assertEqual(ask("POST", "/clock", '{"freeze":true}', {**JSON, "Origin": PAGE}).status, 200)
        for origin in (EVIL, "http://localhost:3001", "https://localhost:3000", "http://localhost:3000.evil.example"):
            with self.subTest(origin):
                self.assert_refused(ask("POST", "/reset", "{}", {**JSON, "Origin": origin}), 403, "AccessDeniedException")

    def test_any_page_may_use_the_aws_api_only_where_that_is_wanted(self):
        body = json.dumps({"identifier": "x"})
        aws = ["POST", "/GetRoom", body, {**JSON, "Origin": EVIL}, ""]
        self.assertEqual(allowed(ask(*aws)), {})
        self.assertEqual(allowed(ask("OPTIONS", "/GetRoom", None, PREFLIGHT, "")), {})
        self.restart("--cors-origin", "*")
        self.assertEqual(allowed(ask(*aws))["allow-origin"], "*")
        asked = {**PREFLIGHT, "Origin": EVIL, "Access-Control-Request-Headers": "authorization,x-amz-date,x-evil"}
        granted = ask("OPTIONS", "/GetRoom", None, asked, "")
        self.assertEqual((granted.status, allowed(granted)["allow-origin"], allowed(granted)["allow-headers"]),
                         (204, "*", "authorization, x-amz-date"))
        self.assert_refused(ask("GET", "/state", headers={"Origin": EVIL}), 403, "AccessDeniedException")
        self.assert_refused(ask("OPTIONS", "/reset", None, {**PREFLIGHT, "Origin": EVIL}), 403, "AccessDeniedException")

    def test_a_private_network_is_opened_to_named_pages_only(self):
        wants = {**PREFLIGHT, "Access-Control-Request-Private-Network": "true"}
        self.restart("--cors-origin", f"{PAGE},*")
        self.assertEqual(allowed(ask("OPTIONS", "/reset", headers=wants)).get("allow-private-network"), "true")
        self.assertNotIn("allow-private-network", allowed(ask("OPTIONS", "/GetRoom", None, {**wants, "Origin": EVIL}, "")))

    # ---- Off ----

    def test_without_control_only_health_answers(self):
        self.restart("--control", "off")
        for method, path in [("GET", "/state"), ("POST", "/reset"), ("GET", "/metrics"), ("GET", "/openapi.json"),
                             ("OPTIONS", "/reset"), ("GET", ""), ("GET", "/healthx"), ("GET", "/health")]:
            with self.subTest(path):
                answer = ask(method, path, "" if method == "POST" else None, JSON if method == "POST" else {})
                self.assert_refused(answer, 404, "UnknownOperationException")
        self.assertEqual(ask("GET", "/health/ready", headers={"Host": EVIL, "Origin": EVIL}).status, 200)

    def test_paths_that_only_look_like_the_control_api_are_the_aws_apis(self):
        for prefix in ("/_ivschatx", "/_IVSCHAT", "/%5fivschat", "//_ivschat", "/x/../_ivschat"):
            with self.subTest(prefix):
                answer = ask("POST", "/reset", "{}", {**JSON, "Origin": EVIL}, prefix)
                self.assertIn(answer.status, (400, 403, 404))
        self.assertEqual(ask("GET", "/state").text, self.before)
        self.assertEqual(tell("GET", "/faults")["rules"], [])
