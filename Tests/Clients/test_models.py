"""Every operation against botocore's model of its input: what is required, of which type, how long."""
import base64, json, unittest

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from endpoint import EndpointTest, KEY, REGION, SECRET

SECRETS = [
    "BatchGetSecretValue", "CancelRotateSecret", "CreateSecret", "DeleteResourcePolicy", "DeleteSecret", "DescribeSecret",
    "GetRandomPassword", "GetResourcePolicy", "GetSecretValue", "ListSecretVersionIds", "ListSecrets", "PutResourcePolicy",
    "PutSecretValue", "RemoveRegionsFromReplication", "ReplicateSecretToRegions", "RestoreSecret", "RotateSecret",
    "StopReplicationToReplica", "TagResource", "UntagResource", "UpdateSecret", "UpdateSecretVersionStage", "ValidateResourcePolicy",
]
PARAMETERS = [
    "AddTagsToResource", "DeleteParameter", "DeleteParameters", "DescribeParameters", "GetParameter", "GetParameterHistory",
    "GetParameters", "GetParametersByPath", "GetServiceSetting", "LabelParameterVersion", "ListTagsForResource", "PutParameter",
    "RemoveTagsFromResource", "ResetServiceSetting", "UnlabelParameterVersion", "UpdateServiceSetting",
]


def sample(shape, depth=0):
    """A value that keeps the shape's constraints."""
    kind = shape.type_name
    if kind == "structure":
        return {name: sample(member, depth + 1) for name, member in shape.members.items() if name in shape.required_members}
    if kind == "list":
        return [sample(shape.member, depth + 1)] * max(1, shape.metadata.get("min", 1))
    if kind == "boolean":
        return False
    if kind in ("integer", "long"):
        return shape.metadata.get("min", 1)
    if kind == "blob":
        return base64.b64encode(b"x").decode()
    if getattr(shape, "enum", None):
        return shape.enum[0]
    if "Region" in shape.name:
        return "eu-west-1"
    return "x" * max(1, shape.metadata.get("min", 1))


def wrong_types(shape):
    kind = shape.type_name
    if kind in ("structure", "list"):
        return ["text", 1]
    if kind in ("integer", "long"):
        return ["text", {}]
    if kind == "boolean":
        return ["true", 1, []]
    return [1, True, [], {}]


def outside(shape):
    """Values beyond the shape's bounds, and what the constraint says."""
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    kind = shape.type_name
    if kind in ("integer", "long"):
        if low is not None:
            yield low - 1, f"Member must have value greater than or equal to {low}"
        if high is not None:
            yield high + 1, f"Member must have value less than or equal to {high}"
    elif kind in ("string", "blob", "list") and not getattr(shape, "enum", None):
        make = {"string": lambda n: "x" * n, "blob": lambda n: base64.b64encode(b"x" * n).decode(),
                "list": lambda n: [sample(shape.member)] * n}[kind]
        if low:
            yield make(low - 1), f"Member must have length greater than or equal to {low}"
        if high is not None:
            yield make(high + 1), f"Member must have length less than or equal to {high}"
    elif getattr(shape, "enum", None):
        yield "none-of-these", "Member must satisfy enum value set: "


class Models(EndpointTest):
    def ask(self, service, target, body):
        request = AWSRequest("POST", self.server.url + "/", data=json.dumps(body).encode(),
                             headers={"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": target})
        SigV4Auth(Credentials(KEY, SECRET), service, REGION).add_auth(request)
        status, headers, content = self.server.raw("POST", "/", request.data, dict(request.headers.items()))
        self.assertEqual(headers["Content-Type"], "application/x-amz-json-1.1")
        self.assertRegex(headers["x-amzn-requestid"], "^[0-9a-f-]{36}$")
        self.assertIn("Date", {name.title() for name in headers})
        return status, json.loads(content)

    def check(self, service, prefix, names):
        model = botocore.session.get_session().get_service_model(service)
        for name in names:
            shape = model.operation_model(name).input_shape
            base = sample(shape)
            required = [member for member in shape.required_members]
            for member in required:
                status, body = self.ask(service, f"{prefix}.{name}", {k: v for k, v in base.items() if k != member})
                self.refused(body, "ValidationException", f"'{member[0].lower()}{member[1:]}' failed to satisfy constraint: Member must not be null", name)
            self.members(service, f"{prefix}.{name}", shape, base)

    def members(self, service, target, shape, base):
        for member, inner in shape.members.items():
            def with_value(value):
                return dict(base, **{member: value})
            for value in wrong_types(inner):
                _, body = self.ask(service, target, with_value(value))
                self.refused(body, "SerializationException", None, (target, member, value))
            for value, constraint in outside(inner):
                _, body = self.ask(service, target, with_value(value))
                self.refused(body, "ValidationException", constraint, (target, member))
            if inner.type_name == "list" and inner.member.type_name == "string":
                for value, constraint in outside(inner.member):
                    _, body = self.ask(service, target, with_value([value]))
                    self.refused(body, "ValidationException", constraint, (target, member))

    def refused(self, body, code, message, what):
        self.assertEqual(body.get("__type"), code, (what, body))
        if message:
            self.assertIn(message, body["message"], what)

    def test_secrets_manager(self):
        model = botocore.session.get_session().get_service_model("secretsmanager")
        self.assertEqual(sorted(model.operation_names), sorted(SECRETS))
        self.check("secretsmanager", "secretsmanager", SECRETS)

    def test_parameter_store(self):
        self.check("ssm", "AmazonSSM", PARAMETERS)

    def test_tokens_are_wanted_of_raw_requests(self):
        for name, members in (("CreateSecret", {"Name": "x", "SecretString": "v"}), ("PutSecretValue", {"SecretId": "x", "SecretString": "v"}),
                              ("UpdateSecret", {"SecretId": "x"}), ("RotateSecret", {"SecretId": "x"})):
            status, body = self.ask("secretsmanager", f"secretsmanager.{name}", members)
            self.assertEqual((status, body["__type"]), (400, "InvalidRequestException"))
            self.assertEqual(body["Message"], "You must provide a ClientRequestToken value. We recommend a UUID-type value.")

    def test_several_faults_are_told_together(self):
        _, body = self.ask("secretsmanager", "secretsmanager.GetSecretValue", {"VersionId": "short", "VersionStage": ""})
        self.assertTrue(body["message"].startswith("3 validation errors detected: "), body)

    def test_what_is_no_request(self):
        for data in (b"{", b"[]", b"null", b"\xff\xfe", b'{"SecretId": "a"} x', b"[" * 100_000, b'{"a":' * 50_000, b'"\\ud800"'):
            request = AWSRequest("POST", self.server.url + "/", data=data, headers={"X-Amz-Target": "secretsmanager.GetSecretValue"})
            SigV4Auth(Credentials(KEY, SECRET), "secretsmanager", REGION).add_auth(request)
            status, _, content = self.server.raw("POST", "/", data, dict(request.headers.items()))
            self.assertEqual((status, json.loads(content)["__type"]), (400, "SerializationException"), data[:20])


if __name__ == "__main__":
    unittest.main()
