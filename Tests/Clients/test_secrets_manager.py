"""Secrets Manager through boto3: what AWS answers, errors included."""
import datetime, json, re, shutil, unittest, uuid

from endpoint import EndpointTest, Server, Vault, KEY, SECRET


class Values(EndpointTest):
    def test_a_secret_is_stored_and_read(self):
        name = self.name()
        made = self.secrets.create_secret(Name=name, SecretString="hunter2 \u00e9\u4e2d \"\\\n\x01", Description="d")
        self.assertRegex(made["ARN"], f"^arn:aws:secretsmanager:us-east-1:123456789012:secret:{name}-[A-Za-z0-9]{{6}}$")
        got = self.secrets.get_secret_value(SecretId=name)
        self.assertEqual(got["SecretString"], "hunter2 \u00e9\u4e2d \"\\\n\x01")
        self.assertEqual((got["Name"], got["ARN"], got["VersionId"]), (name, made["ARN"], made["VersionId"]))
        self.assertEqual(got["VersionStages"], ["AWSCURRENT"])
        self.assertLess(abs((datetime.datetime.now(datetime.timezone.utc) - got["CreatedDate"]).total_seconds()), 60)
        self.assertNotIn("SecretBinary", got)
        self.assertRegex(got["ResponseMetadata"]["RequestId"], "^[0-9a-f-]{36}$")

    def test_binary(self):
        name = self.name()
        value = bytes(range(256))
        self.secrets.create_secret(Name=name, SecretBinary=value)
        got = self.secrets.get_secret_value(SecretId=name)
        self.assertEqual(got["SecretBinary"], value)
        self.assertNotIn("SecretString", got)
        with self.refuses("InvalidParameterException"):
            self.secrets.put_secret_value(SecretId=name, SecretBinary=b"x", SecretString="x")

    def test_ids(self):
        name = self.name()
        arn = self.secrets.create_secret(Name=name, SecretString="v")["ARN"]
        for identifier in (name, arn, arn[:-7]):
            self.assertEqual(self.secrets.get_secret_value(SecretId=identifier)["SecretString"], "v", identifier)
        with self.refuses("ResourceNotFoundException", "Secrets Manager can't find the specified secret."):
            self.secrets.get_secret_value(SecretId=arn[:-1] + ("a" if arn[-1] != "a" else "b"))
        with self.refuses("ResourceNotFoundException"):
            self.secrets.get_secret_value(SecretId=arn.replace("us-east-1", "us-east-2"))

    def test_a_name_that_ends_like_a_suffix(self):
        name = self.name() + "-abcdef"
        self.secrets.create_secret(Name=name, SecretString="v")
        self.assertEqual(self.secrets.get_secret_value(SecretId=name)["SecretString"], "v")
        arn = self.secrets.describe_secret(SecretId=name)["ARN"]
        self.assertEqual(self.secrets.get_secret_value(SecretId=arn)["SecretString"], "v")
        self.assertEqual(self.secrets.get_secret_value(SecretId=arn[:-7])["SecretString"], "v")

    def test_names(self):
        for name in ("a" * 512, "with/slash_+=.@-", "9"):
            self.secrets.create_secret(Name=name, SecretString="v")
            self.assertEqual(self.secrets.get_secret_value(SecretId=name)["Name"], name)
        for name in ("with space", "\u00e9", "a:b", "a#b"):
            with self.refuses("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters"):
                self.secrets.create_secret(Name=name, SecretString="v")
            with self.refuses("ValidationException", "Invalid name."):
                self.secrets.get_secret_value(SecretId=name)
        with self.refuses("ValidationException", "Member must have length less than or equal to 512"):
            self.secrets.create_secret(Name="a" * 513, SecretString="v")
        with self.refuses("ValidationException", "Value null at 'name' failed to satisfy constraint: Member must not be null"):
            self.secrets.create_secret(SecretString="v")

    def test_sizes(self):
        self.secrets.create_secret(Name=self.name(), SecretString="x" * 65536)
        self.secrets.create_secret(Name=self.name(), SecretString="\u00e9" * 32768)
        for value in ("x" * 65537, "\u00e9" * 32769):
            with self.refuses("ValidationException", "Member must have length less than or equal to 65536"):
                self.secrets.create_secret(Name=self.name(), SecretString=value)
        with self.refuses("ValidationException"):
            self.secrets.create_secret(Name=self.name(), SecretBinary=b"x" * 65537)
        with self.refuses("ValidationException"):
            self.secrets.create_secret(Name=self.name(), SecretString="")

    def test_creating_twice(self):
        name, token = self.name(), str(uuid.uuid4())
        first = self.secrets.create_secret(Name=name, SecretString="v", ClientRequestToken=token)
        again = self.secrets.create_secret(Name=name, SecretString="v", ClientRequestToken=token)
        self.assertEqual((first["ARN"], first["VersionId"]), (again["ARN"], again["VersionId"]))
        with self.refuses("ResourceExistsException", f"The operation failed because the secret {name} already exists."):
            self.secrets.create_secret(Name=name, SecretString="v")
        with self.refuses("ResourceExistsException"):
            self.secrets.create_secret(Name=name, SecretString="other", ClientRequestToken=token)

    def test_tokens(self):
        name, token = self.name(), str(uuid.uuid4())
        self.secrets.create_secret(Name=name, SecretString="1")
        one = self.secrets.put_secret_value(SecretId=name, SecretString="2", ClientRequestToken=token)
        two = self.secrets.put_secret_value(SecretId=name, SecretString="2", ClientRequestToken=token)
        self.assertEqual(one["VersionId"], two["VersionId"])
        with self.refuses("ResourceExistsException"):
            self.secrets.put_secret_value(SecretId=name, SecretString="3", ClientRequestToken=token)
        with self.refuses("ValidationException", "Member must have length greater than or equal to 32"):
            self.secrets.put_secret_value(SecretId=name, SecretString="3", ClientRequestToken="short")

    def test_no_value(self):
        name = self.name()
        made = self.secrets.create_secret(Name=name)
        self.assertNotIn("VersionId", made)
        with self.refuses("ResourceNotFoundException", "can't find the specified secret value for staging label: AWSCURRENT"):
            self.secrets.get_secret_value(SecretId=name)
        with self.refuses("InvalidRequestException"):
            self.secrets.put_secret_value(SecretId=name)
        put = self.secrets.put_secret_value(SecretId=name, SecretString="v", VersionStages=["MINE"])
        self.assertEqual(sorted(put["VersionStages"]), ["AWSCURRENT", "MINE"])

    def test_update(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="1", Description="old", KmsKeyId="alias/k")
        result = self.secrets.update_secret(SecretId=name, Description="new")
        self.assertNotIn("VersionId", result)
        result = self.secrets.update_secret(SecretId=name, SecretString="2")
        self.assertEqual(self.secrets.get_secret_value(SecretId=name)["VersionId"], result["VersionId"])
        described = self.secrets.describe_secret(SecretId=name)
        self.assertEqual((described["Description"], described["KmsKeyId"]), ("new", "alias/k"))

    def test_batch(self):
        names = [self.name("batch") for _ in range(3)]
        for name in names:
            self.secrets.create_secret(Name=name, SecretString=name)
        got = self.secrets.batch_get_secret_value(SecretIdList=names + ["nope"])
        self.assertEqual([value["SecretString"] for value in got["SecretValues"]], names)
        self.assertEqual([(error["SecretId"], error["ErrorCode"]) for error in got["Errors"]], [("nope", "ResourceNotFoundException")])
        empty = self.name("batch-empty")
        self.secrets.create_secret(Name=empty)
        for chosen in ({"SecretIdList": [empty]}, {"Filters": [{"Key": "name", "Values": [empty]}]}):
            got = self.secrets.batch_get_secret_value(**chosen)
            self.assertEqual((got["SecretValues"], [error["ErrorCode"] for error in got["Errors"]]), ([], ["ResourceNotFoundException"]))
            self.assertEqual(got["Errors"][0]["Message"], "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT")
        filters = [{"Key": "name", "Values": ["batch/Values"]}]
        first = self.secrets.batch_get_secret_value(Filters=filters, MaxResults=2)
        rest = self.secrets.batch_get_secret_value(Filters=filters, MaxResults=2, NextToken=first["NextToken"])
        self.assertEqual([value["Name"] for page in (first, rest) for value in page["SecretValues"]], names)
        with self.refuses("InvalidParameterException", "Either 'SecretIdList' or 'Filters' must be provided, but not both."):
            self.secrets.batch_get_secret_value()
        with self.refuses("InvalidParameterException", "'Filters' not specified."):
            self.secrets.batch_get_secret_value(SecretIdList=names, MaxResults=2)
        with self.refuses("ValidationException", "Member must have length less than or equal to 20"):
            self.secrets.batch_get_secret_value(SecretIdList=["x"] * 21)

    def test_random_passwords(self):
        self.assertEqual(len(self.secrets.get_random_password()["RandomPassword"]), 32)
        only = self.secrets.get_random_password(
            PasswordLength=400, ExcludePunctuation=True, ExcludeUppercase=True, ExcludeNumbers=True, ExcludeCharacters="aeiou")
        self.assertRegex(only["RandomPassword"], "^[b-df-hj-np-tv-z]{400}$")
        with self.refuses("ValidationException"):
            self.secrets.get_random_password(PasswordLength=4097)
        with self.refuses("InvalidParameterException", "Password length is too short based on the required types."):
            self.secrets.get_random_password(PasswordLength=3)
        self.assertEqual(len(self.secrets.get_random_password(PasswordLength=3, RequireEachIncludedType=False)["RandomPassword"]), 3)
        spaced = {self.secrets.get_random_password(PasswordLength=4, IncludeSpace=True)["RandomPassword"] for _ in range(20)}
        self.assertEqual({len(password) for password in spaced}, {4})
        self.assertFalse(any(" " in password for password in spaced), "four characters of four types leave no room for it")
        self.assertIn(" ", self.secrets.get_random_password(PasswordLength=4000, IncludeSpace=True)["RandomPassword"])


class Versions(EndpointTest):
    def stages(self, name):
        return {v: sorted(s) for v, s in self.secrets.describe_secret(SecretId=name).get("VersionIdsToStages", {}).items()}

    def test_labels_follow_new_values(self):
        name = self.name()
        ids = [self.secrets.create_secret(Name=name, SecretString="0")["VersionId"]]
        for number in (1, 2):
            ids.append(self.secrets.put_secret_value(SecretId=name, SecretString=str(number))["VersionId"])
        self.assertEqual(self.stages(name), {ids[2]: ["AWSCURRENT"], ids[1]: ["AWSPREVIOUS"]})
        self.assertEqual(self.secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"], "1")
        self.assertEqual(self.secrets.get_secret_value(SecretId=name, VersionId=ids[0])["SecretString"], "0")
        self.assertEqual(
            self.secrets.get_secret_value(SecretId=name, VersionId=ids[1], VersionStage="AWSPREVIOUS")["SecretString"], "1")
        with self.refuses("InvalidRequestException", "You provided a VersionStage that is not associated to the provided VersionId."):
            self.secrets.get_secret_value(SecretId=name, VersionId=ids[1], VersionStage="AWSCURRENT")
        with self.refuses("ResourceNotFoundException", "can't find the specified secret value for staging label: NOPE"):
            self.secrets.get_secret_value(SecretId=name, VersionStage="NOPE")
        missing = str(uuid.uuid4())
        with self.refuses("ResourceNotFoundException", f"can't find the specified secret value for VersionId: {missing}"):
            self.secrets.get_secret_value(SecretId=name, VersionId=missing)

    def test_pending(self):
        name = self.name()
        first = self.secrets.create_secret(Name=name, SecretString="1")["VersionId"]
        second = self.secrets.put_secret_value(SecretId=name, SecretString="2", VersionStages=["AWSPENDING"])["VersionId"]
        self.assertEqual(self.stages(name), {first: ["AWSCURRENT"], second: ["AWSPENDING"]})
        with self.refuses("InvalidParameterException", "RemoveFromVersionId can't be empty"):
            self.secrets.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=second)
        self.secrets.update_secret_version_stage(
            SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=second, RemoveFromVersionId=first)
        self.assertEqual(self.stages(name), {first: ["AWSPREVIOUS"], second: ["AWSCURRENT", "AWSPENDING"]})
        self.secrets.update_secret_version_stage(SecretId=name, VersionStage="AWSPENDING", RemoveFromVersionId=second)
        self.assertEqual(self.stages(name)[second], ["AWSCURRENT"])

    def test_a_new_value_ends_what_was_pending(self):
        name = self.name()
        first = self.secrets.create_secret(Name=name, SecretString="1")["VersionId"]
        second = self.secrets.put_secret_value(SecretId=name, SecretString="2", VersionStages=["AWSPENDING", "MINE"])["VersionId"]
        self.secrets.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=second, RemoveFromVersionId=first)
        third = self.secrets.put_secret_value(SecretId=name, SecretString="3")["VersionId"]
        self.assertEqual(self.stages(name), {second: ["AWSPREVIOUS", "MINE"], third: ["AWSCURRENT"]})
        fourth = self.secrets.put_secret_value(SecretId=name, SecretString="4", VersionStages=["AWSPENDING"])["VersionId"]
        fifth = self.secrets.update_secret(SecretId=name, SecretString="5")["VersionId"]
        self.assertEqual(self.stages(name), {second: ["MINE"], third: ["AWSPREVIOUS"], fourth: ["AWSPENDING"], fifth: ["AWSCURRENT"]})

    def test_dates_of_reads(self):
        name = self.name()
        ids = [self.secrets.create_secret(Name=name, SecretString="0")["VersionId"]]
        ids.append(self.secrets.put_secret_value(SecretId=name, SecretString="1")["VersionId"])

        def read():
            versions = self.secrets.list_secret_version_ids(SecretId=name)["Versions"]
            return [version["VersionId"] for version in versions if "LastAccessedDate" in version]

        self.assertEqual(read(), [])
        self.secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")
        self.assertEqual(read(), [ids[0]])
        self.vault.run("get", name)
        self.assertEqual(read(), [ids[1], ids[0]], "reads at the command line count")
        date = self.secrets.list_secret_version_ids(SecretId=name)["Versions"][0]["LastAccessedDate"]
        self.assertEqual((date.hour, date.minute, date.second), (0, 0, 0))
        other = Server(self.vault)
        other.stop()
        self.vault.run("verify")
        self.assertEqual(read(), [ids[1], ids[0]])

    def test_listing(self):
        name = self.name()
        ids = [self.secrets.create_secret(Name=name, SecretString="0")["VersionId"]]
        ids += [self.secrets.put_secret_value(SecretId=name, SecretString=str(n))["VersionId"] for n in range(1, 5)]
        listed = self.secrets.list_secret_version_ids(SecretId=name)
        self.assertEqual([v["VersionId"] for v in listed["Versions"]], [ids[4], ids[3]])
        self.assertEqual(listed["Versions"][0]["KmsKeyIds"], ["DefaultEncryptionKey"])
        self.assertNotIn("NextToken", listed)
        found, token = [], {}
        while True:
            page = self.secrets.list_secret_version_ids(SecretId=name, IncludeDeprecated=True, MaxResults=2, **token)
            found += [v["VersionId"] for v in page["Versions"]]
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        self.assertEqual(found, ids[::-1])
        with self.refuses("InvalidNextTokenException"):
            self.secrets.list_secret_version_ids(SecretId=name, MaxResults=2, **token)

    def test_labels_have_a_limit(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="0")
        with self.refuses("ValidationException"):
            self.secrets.put_secret_value(SecretId=name, SecretString="1", VersionStages=[f"L{n}" for n in range(21)])


class Deletion(EndpointTest):
    def test_the_recovery_window(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        deleted = self.secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
        days = (deleted["DeletionDate"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 86400
        self.assertAlmostEqual(days, 7, delta=0.01)
        marked = "You can't perform this operation on the secret because it was marked for deletion."
        for call in (
            lambda: self.secrets.get_secret_value(SecretId=name), lambda: self.secrets.put_secret_value(SecretId=name, SecretString="x"),
            lambda: self.secrets.update_secret(SecretId=name, Description="x"), lambda: self.secrets.delete_secret(SecretId=name),
            lambda: self.secrets.tag_resource(SecretId=name, Tags=[{"Key": "a", "Value": "b"}]),
        ):
            with self.refuses("InvalidRequestException", marked):
                call()
        with self.refuses("InvalidRequestException", "a secret with this name is already scheduled for deletion"):
            self.secrets.create_secret(Name=name, SecretString="x")
        self.assertEqual(self.secrets.describe_secret(SecretId=name)["DeletedDate"], deleted["DeletionDate"], "when it will be gone")
        self.secrets.restore_secret(SecretId=name)
        self.assertNotIn("DeletedDate", self.secrets.describe_secret(SecretId=name))
        self.assertEqual(self.secrets.get_secret_value(SecretId=name)["SecretString"], "v")

    def test_by_force(self):
        name = self.name()
        first = self.secrets.create_secret(Name=name, SecretString="v")["ARN"]
        self.secrets.delete_secret(SecretId=name)
        self.secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
        with self.refuses("ResourceNotFoundException"):
            self.secrets.describe_secret(SecretId=name)
        self.assertNotEqual(self.secrets.create_secret(Name=name, SecretString="w")["ARN"], first)
        with self.refuses("ResourceNotFoundException"):
            self.secrets.get_secret_value(SecretId=first)
        gone = self.secrets.delete_secret(SecretId="never/was", ForceDeleteWithoutRecovery=True)
        self.assertEqual(gone["Name"], "never/was")

    def test_wrong_windows(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        for days in (6, 31):
            with self.refuses("InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."):
                self.secrets.delete_secret(SecretId=name, RecoveryWindowInDays=days)
        with self.refuses("InvalidParameterException", "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."):
            self.secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7, ForceDeleteWithoutRecovery=True)


class Lists(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(25):
            cls.secrets.create_secret(
                Name=f"shop/{'prod' if number % 2 else 'dev'}/{number:02}", SecretString="v",
                Description=f"The {'Payment' if number < 5 else 'order'} service's key {number}",
                Tags=[{"Key": "Team", "Value": "blue" if number < 10 else "Green"}])

    def names(self, **arguments):
        pages = self.secrets.get_paginator("list_secrets").paginate(**arguments)
        return [secret["Name"] for page in pages for secret in page["SecretList"]]

    def test_pages(self):
        for size in (1, 7, 100):
            names = self.names(PaginationConfig={"PageSize": size})
            self.assertEqual(len(names), 25)
            self.assertEqual([int(name[-2:]) for name in names], list(range(25)), "by date of creation")
        self.assertEqual(self.names(SortBy="name"), sorted(self.names()))
        self.assertEqual(self.names(SortBy="name", SortOrder="desc", PaginationConfig={"PageSize": 4}), sorted(self.names())[::-1])

    def test_filters(self):
        def numbers(*filters):
            return {int(n[-2:]) for n in self.names(Filters=[{"Key": k, "Values": v} for k, v in filters], PaginationConfig={"PageSize": 3})}
        odd, even = set(range(1, 25, 2)), set(range(0, 25, 2))
        self.assertEqual(numbers(("name", ["shop/prod"])), odd)
        self.assertEqual(numbers(("name", ["Shop/prod"])), set())
        self.assertEqual(numbers(("name", ["!shop/prod"])), even)
        self.assertEqual(numbers(("name", ["shop/prod", "shop/dev"])), odd | even)
        self.assertEqual(numbers(("tag-key", ["Tea"])), odd | even)
        self.assertEqual(numbers(("tag-key", ["tea"])), set())
        self.assertEqual(numbers(("tag-value", ["Gr"]), ("name", ["shop/dev"])), {n for n in even if n >= 10})
        self.assertEqual(numbers(("description", ["payment"])), set(range(5)))
        self.assertEqual(numbers(("all", ["green"])), set(range(10, 25)))
        self.assertEqual(numbers(("all", ["PAYMENT"])), set(range(5)))
        self.assertEqual(numbers(("owning-service", ["rds"])), set())
        with self.refuses("ValidationException", "Member must satisfy enum value set"):
            self.secrets.list_secrets(Filters=[{"Key": "colour", "Values": ["x"]}])
        with self.refuses("InvalidParameterException"):
            self.secrets.list_secrets(Filters=[{"Key": "name"}])

    def test_limits(self):
        for number in (0, 101):
            with self.refuses("ValidationException", "at 'maxResults' failed to satisfy constraint"):
                self.secrets.list_secrets(MaxResults=number)

    def test_tokens(self):
        token = self.secrets.list_secrets(MaxResults=3)["NextToken"]
        flipped = ("B" if token[5] != "B" else "C").join((token[:5], token[6:]))
        for wrong in ("x", "abcd" * 20, flipped):
            with self.refuses("InvalidNextTokenException"):
                self.secrets.list_secrets(MaxResults=3, NextToken=wrong)
        with self.refuses("InvalidNextTokenException"):
            self.secrets.list_secrets(MaxResults=3, NextToken=token, Filters=[{"Key": "name", "Values": ["shop"]}])
        other = Server(self.vault)
        try:
            page = other.client("secretsmanager").list_secrets(MaxResults=3, NextToken=token)
            self.assertEqual([int(s["Name"][-2:]) for s in page["SecretList"]], [3, 4, 5], "after a restart, too")
        finally:
            other.stop()

    def test_deleted_ones(self):
        self.secrets.create_secret(Name="zz/gone", SecretString="v")
        self.secrets.delete_secret(SecretId="zz/gone")
        self.assertNotIn("zz/gone", self.names())
        self.assertIn("zz/gone", self.names(IncludePlannedDeletion=True))
        self.secrets.delete_secret(SecretId="zz/gone", ForceDeleteWithoutRecovery=True)

    def test_descriptions(self):
        described = self.secrets.describe_secret(SecretId="shop/dev/24")
        for absent in ("KmsKeyId", "RotationEnabled", "DeletedDate", "LastAccessedDate", "OwningService", "PrimaryRegion"):
            self.assertNotIn(absent, described)
        self.assertEqual(described["Tags"], [{"Key": "Team", "Value": "Green"}])
        self.secrets.get_secret_value(SecretId="shop/dev/24")
        accessed = self.secrets.describe_secret(SecretId="shop/dev/24")["LastAccessedDate"]
        self.assertEqual((accessed.hour, accessed.minute, accessed.second), (0, 0, 0))


class Tags(EndpointTest):
    def test_tags(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v", Tags=[{"Key": "a", "Value": "1"}])
        self.secrets.tag_resource(SecretId=name, Tags=[{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}])
        self.assertEqual(self.secrets.describe_secret(SecretId=name)["Tags"], [{"Key": "a", "Value": "2"}, {"Key": "b", "Value": ""}])
        self.secrets.untag_resource(SecretId=name, TagKeys=["a", "b", "c"])
        self.assertEqual(self.secrets.describe_secret(SecretId=name)["Tags"], [], "an empty list after the last one went")
        listed = self.secrets.list_secrets(Filters=[{"Key": "name", "Values": [name]}])["SecretList"][0]
        self.assertEqual(listed["Tags"], [])
        never = self.name()
        self.secrets.create_secret(Name=never, SecretString="v")
        self.assertNotIn("Tags", self.secrets.describe_secret(SecretId=never))
        with self.refuses("InvalidParameterException"):
            self.secrets.tag_resource(SecretId=name, Tags=[{"Key": f"k{n}", "Value": "v"} for n in range(51)])
        with self.refuses("InvalidParameterException"):
            self.secrets.tag_resource(SecretId=name, Tags=[{"Key": "aws:x", "Value": "v"}])
        with self.refuses("ValidationException"):
            self.secrets.tag_resource(SecretId=name, Tags=[{"Key": "k" * 129, "Value": "v"}])


class Policies(EndpointTest):
    def document(self, principal, effect="Allow"):
        return json.dumps({"Version": "2012-10-17", "Statement": [
            {"Effect": effect, "Principal": principal, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}]})

    def test_policies(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        self.assertNotIn("ResourcePolicy", self.secrets.get_resource_policy(SecretId=name))
        good = self.document({"AWS": "arn:aws:iam::123456789012:root"})
        self.secrets.put_resource_policy(SecretId=name, ResourcePolicy=good, BlockPublicPolicy=True)
        self.assertEqual(self.secrets.get_resource_policy(SecretId=name)["ResourcePolicy"], good)
        self.secrets.delete_resource_policy(SecretId=name)
        self.assertNotIn("ResourcePolicy", self.secrets.get_resource_policy(SecretId=name))
        for wrong in ("{", "{}", '{"Statement": []}', self.document("*", effect="Maybe")):
            with self.refuses("MalformedPolicyDocumentException"):
                self.secrets.put_resource_policy(SecretId=name, ResourcePolicy=wrong)
        for everybody in ("*", {"AWS": "*"}):
            with self.refuses("PublicPolicyException"):
                self.secrets.put_resource_policy(SecretId=name, ResourcePolicy=self.document(everybody), BlockPublicPolicy=True)
        self.secrets.put_resource_policy(SecretId=name, ResourcePolicy=self.document("*"))

    def test_validation(self):
        good = self.secrets.validate_resource_policy(ResourcePolicy=self.document({"AWS": "arn:aws:iam::123456789012:root"}))
        self.assertEqual((good["PolicyValidationPassed"], good["ValidationErrors"]), (True, []))
        bad = self.secrets.validate_resource_policy(ResourcePolicy=self.document("*"))
        self.assertFalse(bad["PolicyValidationPassed"])
        self.assertEqual(len(bad["ValidationErrors"]), 1)


class Rotation(EndpointTest):
    function = "arn:aws:lambda:us-east-1:123456789012:function:rotate"
    arguments = ("--rotation-function", function)

    def test_an_unknown_function(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        with self.refuses("AccessDeniedException", "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function "
                          "policy grants access to the principal secretsmanager.amazonaws.com."):
            self.secrets.rotate_secret(SecretId=name, RotationLambdaARN=self.function + "_invalid", RotationRules={"AutomaticallyAfterDays": 1})
        described = self.secrets.describe_secret(SecretId=name)
        self.assertNotIn("RotationEnabled", described)
        self.assertEqual(list(described["VersionIdsToStages"].values()), [["AWSCURRENT"]])

    def test_a_rotation(self):
        """As a rotation function does it, step by step."""
        name, token = self.name(), str(uuid.uuid4())
        first = self.secrets.create_secret(Name=name, SecretString="1")["VersionId"]
        self.secrets.rotate_secret(SecretId=name, RotationLambdaARN=self.function, ClientRequestToken=token)
        self.assertEqual(self.secrets.describe_secret(SecretId=name)["VersionIdsToStages"], {first: ["AWSCURRENT"], token: ["AWSPENDING"]})
        listed = {v["VersionId"]: v for v in self.secrets.list_secret_version_ids(SecretId=name)["Versions"]}
        self.assertEqual(listed[token]["VersionStages"], ["AWSPENDING"])
        for which in ({"VersionStage": "AWSPENDING"}, {"VersionId": token}, {"VersionId": token, "VersionStage": "AWSPENDING"}):
            with self.refuses("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for "):
                self.secrets.get_secret_value(SecretId=name, **which)
        with self.refuses("InvalidRequestException", "A previous rotation isn't complete."):
            self.secrets.rotate_secret(SecretId=name)
        self.assertEqual(self.secrets.rotate_secret(SecretId=name, ClientRequestToken=token)["VersionId"], token)
        with self.refuses("InvalidRequestException", "no value"):
            self.secrets.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=first)
        self.assertEqual(self.vault.run("verify", check=False).returncode, 0)
        put = self.secrets.put_secret_value(SecretId=name, SecretString="2", ClientRequestToken=token, VersionStages=["AWSPENDING"])
        self.assertEqual((put["VersionId"], put["VersionStages"]), (token, ["AWSPENDING"]))
        self.assertEqual(self.secrets.get_secret_value(SecretId=name, VersionStage="AWSPENDING")["SecretString"], "2")
        self.assertEqual(self.secrets.get_secret_value(SecretId=name)["SecretString"], "1")
        self.assertNotIn("LastRotatedDate", self.secrets.describe_secret(SecretId=name))
        self.secrets.update_secret_version_stage(SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=first)
        described = self.secrets.describe_secret(SecretId=name)
        self.assertEqual({v: sorted(s) for v, s in described["VersionIdsToStages"].items()}, {first: ["AWSPREVIOUS"], token: ["AWSCURRENT", "AWSPENDING"]})
        self.assertIn("LastRotatedDate", described)
        again = self.secrets.rotate_secret(SecretId=name)["VersionId"]
        self.assertEqual({v: s for v, s in self.secrets.describe_secret(SecretId=name)["VersionIdsToStages"].items()},
                         {first: ["AWSPREVIOUS"], token: ["AWSCURRENT"], again: ["AWSPENDING"]})

    def test_a_pending_version_outlives_backup_and_rekey(self):
        vault, token = Vault(), str(uuid.uuid4())
        self.addCleanup(vault.remove)
        server = Server(vault, "--rotation-function", self.function)
        secrets = server.client("secretsmanager")
        secrets.create_secret(Name="s", SecretString="1")
        secrets.rotate_secret(SecretId="s", RotationLambdaARN=self.function, ClientRequestToken=token)
        server.stop()
        vault.run("rekey")
        vault.run("verify")
        vault.run("backup", "backup.age")
        other = Vault()
        self.addCleanup(other.remove)
        shutil.rmtree(other.folder / ".specvault")
        shutil.copytree(vault.folder / "home", other.folder / "home", dirs_exist_ok=True)
        other.run("init", "--from-backup", str(vault.folder / "backup.age"))
        for restored in (vault, other):
            self.assertEqual(restored.run("get", "s").stdout, b"1")
            self.assertEqual(restored.run("get", "s", "--stage", "AWSPENDING", check=False).returncode, 1)
            self.assertEqual(restored.run("scan", check=False).returncode, 0)
            server = Server(restored)
            secrets = server.client("secretsmanager")
            secrets.put_secret_value(SecretId="s", SecretString="2", ClientRequestToken=token, VersionStages=["AWSPENDING"])
            server.stop()
            self.assertEqual(restored.run("get", "s", "--stage", "AWSPENDING").stdout, b"2")
            restored.run("verify")

    def test_rules_alone(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="1")
        rotated = self.secrets.rotate_secret(SecretId=name, RotationLambdaARN=self.function, RotateImmediately=False)
        self.assertNotIn("VersionId", rotated)
        self.assertEqual(list(self.secrets.describe_secret(SecretId=name)["VersionIdsToStages"].values()), [["AWSCURRENT"]])

    def test_rules(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        with self.refuses("InvalidRequestException", "No Lambda rotation function ARN is associated with this secret."):
            self.secrets.rotate_secret(SecretId=name)
        token = str(uuid.uuid4())
        rotated = self.secrets.rotate_secret(
            SecretId=name, RotationLambdaARN=self.function, RotationRules={"AutomaticallyAfterDays": 30}, ClientRequestToken=token)
        self.assertEqual(rotated["VersionId"], token)
        described = self.secrets.describe_secret(SecretId=name)
        self.assertTrue(described["RotationEnabled"])
        self.assertEqual(described["RotationRules"], {"AutomaticallyAfterDays": 30})
        days = (described["NextRotationDate"] - datetime.datetime.now(datetime.timezone.utc)).total_seconds() / 86400
        self.assertAlmostEqual(days, 30, delta=0.01)
        self.secrets.put_secret_value(SecretId=name, SecretString="w", ClientRequestToken=token, VersionStages=["AWSCURRENT"])
        self.secrets.rotate_secret(SecretId=name, RotationRules={"ScheduleExpression": "rate(10 days)", "Duration": "3h"})
        described = self.secrets.describe_secret(SecretId=name)
        self.assertEqual(described["RotationRules"], {"ScheduleExpression": "rate(10 days)", "Duration": "3h"})
        self.secrets.cancel_rotate_secret(SecretId=name)
        self.assertFalse(self.secrets.describe_secret(SecretId=name)["RotationEnabled"])

    def test_wrong_rules(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="v")
        for rules in ({"AutomaticallyAfterDays": 3, "ScheduleExpression": "rate(3 days)"}, {"ScheduleExpression": "sometimes"}):
            with self.refuses("InvalidParameterException"):
                self.secrets.rotate_secret(SecretId=name, RotationLambdaARN=self.function, RotationRules=rules)
        with self.refuses("ValidationException"):
            self.secrets.rotate_secret(SecretId=name, RotationLambdaARN=self.function, RotationRules={"AutomaticallyAfterDays": 1001})
        with self.refuses("InvalidRequestException"):
            self.secrets.cancel_rotate_secret(SecretId=name)


class Replication(EndpointTest):
    def test_replicas(self):
        name = self.name()
        elsewhere = self.server.client("secretsmanager", region="eu-west-1")
        made = self.secrets.create_secret(Name=name, SecretString="1", AddReplicaRegions=[{"Region": "eu-west-1"}])
        self.assertEqual([(r["Region"], r["Status"]) for r in made["ReplicationStatus"]], [("eu-west-1", "InSync")])
        self.assertEqual(elsewhere.get_secret_value(SecretId=name)["SecretString"], "1")
        self.assertEqual(elsewhere.describe_secret(SecretId=name)["ARN"], made["ARN"].replace("us-east-1", "eu-west-1"))
        self.secrets.put_secret_value(SecretId=name, SecretString="2")
        self.assertEqual(elsewhere.get_secret_value(SecretId=name)["SecretString"], "2")
        self.assertEqual(elsewhere.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"], "1")
        self.assertEqual(elsewhere.describe_secret(SecretId=name)["PrimaryRegion"], "us-east-1")
        with self.refuses("InvalidRequestException", "Operation not permitted on a replica secret. Call must be made in primary secret's region."):
            elsewhere.put_secret_value(SecretId=name, SecretString="3")
        with self.refuses("InvalidRequestException", "that still has replica regions [eu-west-1]"):
            self.secrets.delete_secret(SecretId=name)
        listed = elsewhere.list_secrets(Filters=[{"Key": "primary-region", "Values": ["us-east-1"]}])
        self.assertIn(name, [secret["Name"] for secret in listed["SecretList"]])
        self.secrets.remove_regions_from_replication(SecretId=name, RemoveReplicaRegions=["eu-west-1"])
        with self.refuses("ResourceNotFoundException"):
            elsewhere.get_secret_value(SecretId=name)

    def test_promotion(self):
        name = self.name()
        elsewhere = self.server.client("secretsmanager", region="eu-west-1")
        self.secrets.create_secret(Name=name, SecretString="1")
        self.secrets.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": "eu-west-1"}])
        elsewhere.stop_replication_to_replica(SecretId=name)
        self.secrets.put_secret_value(SecretId=name, SecretString="2")
        self.assertEqual(elsewhere.get_secret_value(SecretId=name)["SecretString"], "1")
        elsewhere.put_secret_value(SecretId=name, SecretString="3")
        self.assertNotIn("ReplicationStatus", self.secrets.describe_secret(SecretId=name))
        self.secrets.delete_secret(SecretId=name)

    def test_conflicts(self):
        name = self.name()
        elsewhere = self.server.client("secretsmanager", region="eu-west-1")
        elsewhere.create_secret(Name=name, SecretString="theirs")
        self.secrets.create_secret(Name=name, SecretString="ours")
        status = self.secrets.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": "eu-west-1"}])["ReplicationStatus"][0]
        self.assertEqual(status["Status"], "Failed")
        self.assertEqual(status["StatusMessage"], f"Replication failed: Secret name {name} already exists in region eu-west-1.")
        self.assertEqual(elsewhere.get_secret_value(SecretId=name)["SecretString"], "theirs")
        with self.refuses("InvalidParameterException", "Invalid replica region."):
            self.secrets.replicate_secret_to_regions(SecretId=name, AddReplicaRegions=[{"Region": "us-east-1"}])
        self.secrets.replicate_secret_to_regions(
            SecretId=name, AddReplicaRegions=[{"Region": "eu-west-1"}], ForceOverwriteReplicaSecret=True)
        self.assertEqual(elsewhere.get_secret_value(SecretId=name)["SecretString"], "ours")


class Scopes(EndpointTest):
    def test_regions_are_apart(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="here")
        elsewhere = self.server.client("secretsmanager", region="ap-northeast-2")
        with self.refuses("ResourceNotFoundException"):
            elsewhere.get_secret_value(SecretId=name)
        elsewhere.create_secret(Name=name, SecretString="there")
        self.assertEqual(self.secrets.get_secret_value(SecretId=name)["SecretString"], "here")
        self.assertIn(":ap-northeast-2:", elsewhere.describe_secret(SecretId=name)["ARN"])


if __name__ == "__main__":
    unittest.main()
