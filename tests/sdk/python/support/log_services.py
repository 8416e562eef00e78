"""Receives chat logs as S3, CloudWatch Logs and Firehose behind one endpoint, as LocalStack does. Accepts only what
botocore would have signed and sent, and keeps what is wrong in `faults`."""

import base64
import gzip
import http.server
import json
import queue
import re
import threading

import botocore.session
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.validate import ParamValidator

from . import environment

KEY, SECRET = "AKIDOFLOGS", "secretOfLogs/+="
CLAIM = re.compile(r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request, ?"
                   r"SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})")


class LogServices(http.server.ThreadingHTTPServer):
    def __init__(self, test):
        super().__init__(("127.0.0.1", 0), Handler)
        self.models = {name: botocore.session.Session().get_service_model(name) for name in ("logs", "firehose")}
        self.things = set()  # log groups, and log streams with their groups
        self.faults = []
        self.taken = queue.Queue()  # service, operation, what it was asked
        self.endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, daemon=True).start()
        test.addCleanup(self.server_close)
        test.addCleanup(self.shutdown)

    def next(self, service):
        """The next request to this service. Requests to the others stay for later."""
        others = []
        while True:
            item = self.taken.get(timeout=environment.PATIENCE)
            if item[0] == service:
                break
            others.append(item)
        for other in others:
            self.taken.put(other)
        return item[1:]

    def check_signature(self, request, body):
        claim = CLAIM.fullmatch(request.headers.get("Authorization", ""))
        if not claim:
            return "", f"no signature: {request.headers.get('Authorization')}"
        key, date, region, service, names, signature = claim.groups()
        signed = AWSRequest(request.command, self.endpoint + request.path, data=body,
                            headers={name: request.headers[name] for name in names.split(";")})
        signed.context["timestamp"] = request.headers["X-Amz-Date"]
        signer = (S3SigV4Auth if service == "s3" else SigV4Auth)(Credentials(KEY, SECRET), service, region)
        canonical = signer.canonical_request(signed)
        expected = signer.signature(signer.string_to_sign(signed, canonical), signed)
        must = {"host", "x-amz-date"} | ({"x-amz-content-sha256"} if service == "s3" else {"x-amz-target"})
        wrong = [text for text, is_wrong in (
            (f"another signature is right for\n{canonical}", signature != expected), (f"key {key}", key != KEY),
            (f"date {date}", not request.headers["X-Amz-Date"].startswith(date)),
            (f"only {names} are signed", not must <= set(names.split(";")))) if is_wrong]
        return service, "; ".join(wrong)

    def check_members(self, service, target, members):
        """As the SDK does before it sends a request."""
        model = self.models[service]
        prefix, _, operation = target.partition(".")
        if prefix != model.metadata["targetPrefix"]:
            return operation, f"target {target}"
        report = ParamValidator().validate(members, model.operation_model(operation).input_shape)
        return operation, report.generate_report()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status=200, **members):
        body = json.dumps(members).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def read(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service, fault = self.server.check_signature(self, body)
        if fault:
            self.server.faults.append(fault)
            self.answer(403, __type="SignatureDoesNotMatch")
        return service, body, not fault

    def do_PUT(self):
        _, body, is_signed = self.read()
        if is_signed:
            self.server.taken.put(("s3", self.path, gzip.decompress(body).decode()))
            self.answer()

    def do_POST(self):
        service, body, is_signed = self.read()
        if not is_signed:
            return
        members = json.loads(body)
        operation, fault = self.server.check_members(service, self.headers["X-Amz-Target"], members)
        if fault or self.path != "/" or self.headers["Content-Type"] != "application/x-amz-json-1.1":
            self.server.faults.append(fault or f"{self.path} {self.headers['Content-Type']}")
            self.answer(400, __type="ValidationException")
        else:
            getattr(self, operation)(members)

    def CreateLogGroup(self, members):
        self.server.things.add(members["logGroupName"])
        self.answer()

    def CreateLogStream(self, members):
        if members["logGroupName"] not in self.server.things:
            self.answer(400, __type="ResourceNotFoundException")
            return
        self.server.things.add((members["logGroupName"], members["logStreamName"]))
        self.answer()

    def PutLogEvents(self, members):
        if (members["logGroupName"], members["logStreamName"]) not in self.server.things:
            self.answer(400, __type="ResourceNotFoundException")
            return
        self.server.taken.put(("logs", members))
        self.answer(nextSequenceToken="1")

    def PutRecordBatch(self, members):
        records = [base64.b64decode(record["Data"], validate=True).decode() for record in members["Records"]]
        self.server.taken.put(("firehose", members["DeliveryStreamName"], records))
        self.answer(FailedPutCount=0, RequestResponses=[{"RecordId": "1"}] * len(records))
