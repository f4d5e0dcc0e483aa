"""Least privilege: named credentials with identity policies."""
import json, time, unittest

from endpoint import EndpointTest, Server, Vault

DOCUMENT = {
    "Version": "2012-10-17",
    "Statement": [
        {"Sid": "Own", "Effect": "Allow", "Action": ["secretsmanager:GetSecretValue", "secretsmanager:Describe*"],
         "Resource": "arn:aws:secretsmanager:*:*:secret:shop/prod/*"},
        {"Effect": "Allow", "Action": "secretsmanager:*", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/Team": ["blue", "red"]}}},
        {"Effect": "Allow", "Action": "ssm:GetParameter*", "Resource": "arn:aws:ssm:us-east-1:123456789012:parameter/shop/*"},
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*",
         "Condition": {"ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSPREVIOUS"}}},
        {"Effect": "Allow", "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"},
        {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": "*:secret:shop/prod/root-??????"},
        {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": "*", "Condition": {"StringEquals": {"AWS:resourcetag/LEVEL": "top"}}},
        {"Effect": "Allow", "Action": "ssm:GetParameter", "Resource": "*:parameter/aws/reference/*"},
        {"Effect": "Deny", "Action": "secretsmanager:GetSecretValue", "Resource": "*:secret:staged-??????",
         "Condition": {"ForAnyValue:StringEquals": {"secretsmanager:VersionStage": "AWSCURRENT"}}},
        {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue", "Resource": "*:secret:staged-??????"},
        {"Effect": "Deny", "Action": "ssm:GetParametersByPath", "Resource": "*:parameter/shop/closed"},
        {"Effect": "Deny", "Action": "ssm:GetParametersByPath", "Resource": "*:parameter/shop/shut/"},
    ],
}


class IdentityPolicies(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name, tags in (("shop/prod/db", {}), ("shop/prod/root", {}), ("other", {}), ("tagged", {"Team": "blue"}), ("wrong", {"Team": "green"}),
                           ("secret", {"Team": "blue", "Level": "top"}), ("small", {"team": "red"}), ("staged", {})):
            cls.secrets.create_secret(Name=name, SecretString=name, Tags=[{"Key": k, "Value": v} for k, v in tags.items()])
            cls.secrets.put_secret_value(SecretId=name, SecretString=name)
        for name in ("/shop/a", "/other/a"):
            cls.parameters.put_parameter(Name=name, Value="v", Type="String")
        (cls.vault.folder / "policy.json").write_text(json.dumps(DOCUMENT))
        made = cls.vault.run("credentials", "create", "app", "--policy", "policy.json").stdout.decode()
        values = dict(line.removeprefix("export ").split("=", 1) for line in made.splitlines())
        cls.key, cls.secret = values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"]
        cls.app = cls.server.client("secretsmanager", cls.key, cls.secret)
        cls.app_parameters = cls.server.client("ssm", cls.key, cls.secret)

    denied = "User: arn:aws:iam::123456789012:user/app is not authorized to perform: "

    def test_what_is_allowed(self):
        self.assertEqual(self.app.get_secret_value(SecretId="shop/prod/db")["SecretString"], "shop/prod/db")
        self.app.describe_secret(SecretId="shop/prod/root")
        self.app.put_secret_value(SecretId="tagged", SecretString="new")
        self.assertEqual(self.app.get_secret_value(SecretId="other", VersionStage="AWSPREVIOUS")["SecretString"], "other")
        self.app_parameters.get_parameter(Name="/shop/a")
        self.app_parameters.get_parameters_by_path(Path="/shop/")

    def test_what_is_not(self):
        action = "secretsmanager:GetSecretValue"
        with self.refuses("AccessDeniedException", f"{self.denied}{action} on resource: other because no identity-based policy allows the {action} action"):
            self.app.get_secret_value(SecretId="other")
        with self.refuses("AccessDeniedException", f"{self.denied}{action} on resource: shop/prod/root with an explicit deny in an identity-based policy"):
            self.app.get_secret_value(SecretId="shop/prod/root")
        for call in (
            lambda: self.app.get_secret_value(SecretId="wrong"), lambda: self.app.list_secrets(), lambda: self.app.get_secret_value(SecretId="nope"),
            lambda: self.app.create_secret(Name="new", SecretString="x"), lambda: self.app.delete_secret(SecretId="shop/prod/db"),
        ):
            with self.refuses("AccessDeniedException", self.denied):
                call()
        resource = "arn:aws:ssm:us-east-1:123456789012:parameter/other/a"
        with self.refuses("AccessDeniedException", f"{self.denied}ssm:GetParameter on resource: {resource} because"):
            self.app_parameters.get_parameter(Name="/other/a")
        with self.refuses("AccessDeniedException"):
            self.app_parameters.get_parameters(Names=["/shop/a", "/other/a"])
        with self.refuses("AccessDeniedException", "ssm:DescribeParameters on resource: arn:aws:ssm:us-east-1:123456789012:*"):
            self.app_parameters.describe_parameters()
        with self.refuses("AccessDeniedException"):
            self.app_parameters.get_parameter(Name="/aws/reference/secretsmanager/other", WithDecryption=True)

    def test_tags_know_no_case(self):
        """AWS IAM User Guide: keys of conditions are not case-sensitive, and a tag's key is part of one."""
        self.assertEqual(self.app.get_secret_value(SecretId="small")["SecretString"], "small")
        with self.refuses("AccessDeniedException", "explicit deny"):
            self.app.get_secret_value(SecretId="secret")

    def test_a_denied_stage_has_no_other_door(self):
        reference = "/aws/reference/secretsmanager/staged"
        self.assertEqual(self.app.get_secret_value(SecretId="staged", VersionStage="AWSPREVIOUS")["SecretString"], "staged")
        self.assertEqual(self.app_parameters.get_parameter(Name=reference + ":AWSPREVIOUS", WithDecryption=True)["Parameter"]["Value"], "staged")
        for call in (
            lambda: self.app.get_secret_value(SecretId="staged"), lambda: self.app.get_secret_value(SecretId="staged", VersionStage="AWSCURRENT"),
            lambda: self.app_parameters.get_parameter(Name=reference, WithDecryption=True),
            lambda: self.app_parameters.get_parameter(Name=reference + ":AWSCURRENT", WithDecryption=True),
        ):
            with self.refuses("AccessDeniedException", "explicit deny"):
                call()

    def test_a_path_is_one_with_or_without_its_slash(self):
        for path in ("/shop/closed", "/shop/closed/", "/shop/shut", "/shop/shut/"):
            with self.refuses("AccessDeniedException", "explicit deny"):
                self.app_parameters.get_parameters_by_path(Path=path)
        for path in ("/shop", "/shop/", "/shop/open"):
            self.app_parameters.get_parameters_by_path(Path=path)

    def test_batches_say_it_one_by_one(self):
        got = self.app.batch_get_secret_value(SecretIdList=["shop/prod/db", "other", "shop/prod/root"])
        self.assertEqual([v["Name"] for v in got["SecretValues"]], ["shop/prod/db"])
        self.assertEqual([e["ErrorCode"] for e in got["Errors"]], ["AccessDeniedException"] * 2)

    def test_refusals_are_in_the_audit_log(self):
        with self.refuses("AccessDeniedException"):
            self.app.get_secret_value(SecretId="wrong")
        for _ in range(50):
            log = self.vault.run("audit").stdout.decode()
            if "GetSecretValue wrong" in log:
                break
            time.sleep(0.2)
        self.assertRegex(log, r"refused +GetSecretValue wrong +AccessDeniedException.*serve: app")

    def test_a_credential_ends(self):
        made = self.vault.run("credentials", "create", "short-lived").stdout.decode()
        values = dict(line.removeprefix("export ").split("=", 1) for line in made.splitlines())
        client = self.server.client("secretsmanager", values["AWS_ACCESS_KEY_ID"], values["AWS_SECRET_ACCESS_KEY"])
        client.list_secrets()
        self.assertIn("short-lived", self.vault.run("credentials").stdout.decode())
        self.vault.run("credentials", "remove", "short-lived")
        with self.refuses("UnrecognizedClientException"):
            client.list_secrets()


class Documents(unittest.TestCase):
    """What is not understood is refused, not passed over."""

    def setUp(self):
        self.vault = Vault()
        self.addCleanup(self.vault.remove)

    def refusal(self, text):
        (self.vault.folder / "p.json").write_text(text)
        result = self.vault.run("credentials", "create", "x", "--policy", "p.json", check=False)
        self.assertEqual(result.returncode, 2, text)
        return result.stderr.decode()

    def test_refusals(self):
        def document(**changes):
            return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"} | changes]})
        self.assertIn("line 2 is not JSON", self.refusal('{\n"a": }'))
        self.assertIn("'NotAction' in a statement is not understood", self.refusal(document(NotAction="x")))
        self.assertIn("'Principal' in a statement is not understood", self.refusal(document(Principal="*")))
        self.assertIn("condition operator 'DateLessThan' is not understood", self.refusal(document(Condition={"DateLessThan": {"aws:CurrentTime": "x"}})))
        self.assertIn("condition key 'aws:SourceIp' is not understood", self.refusal(document(Condition={"StringEquals": {"aws:SourceIp": "x"}})))
        self.assertIn("policy variable", self.refusal(document(Resource="arn:${aws:username}")))
        self.assertIn("needs an Effect", self.refusal(document(Effect="allow")))
        self.assertIn("needs an Action", self.refusal('{"Statement": {"Effect": "Allow", "Resource": "*"}}'))
        self.assertIn("Version '2008-10-17'", self.refusal('{"Version": "2008-10-17", "Statement": []}'))


if __name__ == "__main__":
    unittest.main()
