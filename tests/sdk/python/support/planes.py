"""The control plane as each client reaches it: call(operation, **members) -> Reply, or ApiError.

The client is the test's own and closed when the test ends; key and secret replace the environment's.
"""

import ast
import json
import os
import re
import subprocess
import tempfile
import urllib.parse

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from . import environment

AWS_CLI = os.environ.get("IVSCHAT_AWS_CLI", "/usr/bin/aws")


class Reply(dict):
    """Its members; of boto3 and curl also the header, in lower case, and the body as they came."""

    def __init__(self, status, members, headers=None, body=None):
        super().__init__(members)
        self.status, self.headers, self.body = status, headers, body


class ApiError(Exception):
    def __init__(self, code, status, members):
        super().__init__(f"{code} ({status}): {members}")
        self.code, self.status, self.members = code, status, members


class Boto3:
    def __init__(self, test, key=None, secret=None, **config):
        service = environment.service
        self.client = boto3.Session(
            key or service.key, secret or service.secret,
            None if key else service.session_token or None, service.region,
        ).client("ivschat", endpoint_url=service.endpoint, config=Config(parameter_validation=False, **config))
        test.addCleanup(self.client.close)
        self.client.meta.events.register("response-received.ivschat", self.keep_raw)

    def keep_raw(self, response_dict, **_):
        self.raw = response_dict

    def call(self, operation, **members):
        try:
            reply = getattr(self.client, xform_name(operation))(**members)
        except ClientError as error:
            answer = error.response
            raise ApiError(answer["Error"]["Code"], answer["ResponseMetadata"]["HTTPStatusCode"], answer) from error
        metadata = reply.pop("ResponseMetadata")
        return Reply(metadata["HTTPStatusCode"], reply, metadata["HTTPHeaders"], self.raw["body"])


class AwsCli:
    """Runs with --debug, since the CLI itself shows neither the status nor the modelled members of an error."""

    def __init__(self, test, key=None, secret=None):
        service = environment.service
        self.environment = {
            **os.environ, "AWS_ACCESS_KEY_ID": key or service.key, "AWS_SECRET_ACCESS_KEY": secret or service.secret,
            "AWS_REGION": service.region, "AWS_DEFAULT_REGION": service.region, "AWS_PAGER": "",
            "AWS_EC2_METADATA_DISABLED": "true", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
        if key:
            self.environment.pop("AWS_SESSION_TOKEN", None)

    def call(self, operation, **members):
        with tempfile.NamedTemporaryFile("w") as config:
            config.write("[default]\nparameter_validation = false\n")
            config.flush()
            done = subprocess.run(
                [AWS_CLI, "ivschat", xform_name(operation, "-"), "--debug", "--output", "json",
                 "--endpoint-url", environment.service.endpoint, "--cli-input-json", json.dumps(members)],
                env={**self.environment, "AWS_CONFIG_FILE": config.name}, capture_output=True, text=True)
        statuses = re.findall(r'HTTP/1\.1" (\d{3})', done.stderr)
        status = int(statuses[-1]) if statuses else None
        if done.returncode == 0:
            return Reply(status, json.loads(done.stdout or "{}"))
        refusal = re.search(r"An error occurred \((\w+)\) when calling the (\w+) operation", done.stderr)
        if not refusal or refusal[2] != operation:
            raise AssertionError(f"aws ended with {done.returncode}:\n{done.stderr}")
        body = re.findall(r"Response body:\n(b(['\"]).*\2)", done.stderr)[-1][0]
        raise ApiError(refusal[1], status, json.loads(ast.literal_eval(body)))


class Curl:
    def __init__(self, test, key=None, secret=None):
        service = environment.service
        self.user = f"{key or service.key}:{secret or service.secret}"
        self.session_token = "" if key else service.session_token

    def call(self, operation, **members):
        service = environment.service
        method, path, body = request_line(operation, members)
        command = ["curl", "--silent", "--show-error", "--include", "--max-time", str(environment.PATIENCE),
                   "--aws-sigv4", f"aws:amz:{service.region}:ivschat", "--config", "-", "--request", method]
        if body is not None:
            command += ["--header", "Content-Type: application/json", "--data-binary", json.dumps(body)]
        if self.session_token:
            command += ["--header", f"X-Amz-Security-Token: {self.session_token}"]
        done = subprocess.run(command + [service.endpoint + path], check=True, capture_output=True,
                              input=f'user = "{self.user}"\n'.encode())
        head, _, body = done.stdout.partition(b"\r\n\r\n")
        status_line, *lines = head.decode().split("\r\n")
        status = int(status_line.split()[1])
        headers = {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}
        if status >= 400:
            raise ApiError(headers["x-amzn-errortype"], status, json.loads(body))
        return Reply(status, json.loads(body or b"{}"), headers, body)


def request_line(operation, members):
    """Method, path and body of the request; some have no body."""
    method = {"ListTagsForResource": "GET", "UntagResource": "DELETE"}.get(operation, "POST")
    if not operation.endswith("Resource"):
        return method, f"/{operation}", members
    path = "/tags/" + quoted(members["resourceArn"])
    if operation == "UntagResource":
        # In the order of the encoded keys: this curl signs the query as it stands.
        path += "?" + "&".join(sorted("tagKeys=" + quoted(key) for key in members["tagKeys"]))
    return method, path, {"tags": members["tags"]} if operation == "TagResource" else None


def quoted(text):
    return urllib.parse.quote(text, safe="")
