"""Parameter Store through boto3: what AWS answers, errors included."""
import base64, datetime, json, time, unittest

from endpoint import EndpointTest


class Values(EndpointTest):
    def name(self):
        return "/" + super().name()

    def put(self, name, value="v", **arguments):
        return self.parameters.put_parameter(Name=name, Value=value, **({"Type": "String"} | arguments))

    def test_a_parameter_is_stored_and_read(self):
        name = self.name()
        put = self.put(name, "one")
        self.assertEqual((put["Version"], put["Tier"]), (1, "Standard"))
        got = self.parameters.get_parameter(Name=name)["Parameter"]
        self.assertEqual((got["Name"], got["Type"], got["Value"], got["Version"], got["DataType"]), (name, "String", "one", 1, "text"))
        self.assertEqual(got["ARN"], "arn:aws:ssm:us-east-1:123456789012:parameter" + name)
        self.assertNotIn("Selector", got)
        self.assertEqual(self.parameters.get_parameter(Name=got["ARN"])["Parameter"]["Name"], name)

    def test_secure_strings(self):
        name = self.name()
        self.put(name, "hunter2", Type="SecureString")
        self.assertEqual(self.parameters.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"], "hunter2")
        sealed = self.parameters.get_parameter(Name=name)["Parameter"]["Value"]
        self.assertNotIn(b"hunter2", base64.b64decode(sealed, validate=True))
        described = self.parameters.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"][0]
        self.assertEqual(described["KeyId"], "alias/aws/ssm")

    def test_overwriting(self):
        name = self.name()
        self.put(name)
        with self.refuses("ParameterAlreadyExists"):
            self.put(name)
        self.assertEqual(self.put(name, "2", Overwrite=True)["Version"], 2)
        self.assertEqual(self.parameters.put_parameter(Name=name, Value="3", Overwrite=True)["Version"], 3)
        with self.refuses("HierarchyTypeMismatchException"):
            self.put(name, "4", Type="SecureString", Overwrite=True)
        with self.refuses("ValidationException", "tags and overwrite can't be used together"):
            self.put(name, "4", Overwrite=True, Tags=[{"Key": "a", "Value": "b"}])
        with self.refuses("ValidationException"):
            self.parameters.put_parameter(Name=self.name(), Value="v")

    def test_selectors(self):
        name = self.name()
        for value in ("1", "2", "3"):
            self.put(name, value, Overwrite=True)
        self.parameters.label_parameter_version(Name=name, ParameterVersion=2, Labels=["live"])
        for selector, value in (("1", "1"), ("2", "2"), ("live", "2")):
            got = self.parameters.get_parameter(Name=f"{name}:{selector}")["Parameter"]
            self.assertEqual((got["Value"], got["Selector"], got["Name"]), (value, f":{selector}", name))
        for selector in ("4", "nope"):
            with self.refuses("ParameterVersionNotFound", f"Systems Manager could not find version {selector} of {name}."):
                self.parameters.get_parameter(Name=f"{name}:{selector}")

    def test_missing_ones(self):
        with self.refuses("ParameterNotFound"):
            self.parameters.get_parameter(Name="/nope")
        with self.refuses("ParameterNotFound"):
            self.parameters.delete_parameter(Name="/nope")
        with self.refuses("ParameterNotFound"):
            self.parameters.get_parameter(Name="/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64")

    def test_public_parameters(self):
        """AWS's own are there once they were imported; no client makes or lists them."""
        name = "/aws/service/example/image"
        with self.refuses("ParameterNotFound"):
            self.parameters.get_parameter(Name=name)
        self.vault.run("put", name, "-", "--type", "String", input=b"ami-1")
        got = self.parameters.get_parameter(Name=name)["Parameter"]
        self.assertEqual((got["Value"], got["ARN"]), ("ami-1", f"arn:aws:ssm:us-east-1::parameter{name}"))
        self.assertEqual(len(self.parameters.get_parameters_by_path(Path="/aws/service/example")["Parameters"]), 1)
        with self.refuses("AccessDeniedException", f"No access to reserved parameter name: {name}."):
            self.put(name)
        self.assertNotIn(name, [p["Name"] for p in self.parameters.describe_parameters()["Parameters"]])

    def test_many(self):
        names = [self.name() for _ in range(3)]
        for name in names:
            self.put(name, name)
        got = self.parameters.get_parameters(Names=names + ["/nope", names[0] + ":9"])
        self.assertEqual([p["Value"] for p in got["Parameters"]], names)
        self.assertEqual(got["InvalidParameters"], ["/nope", names[0] + ":9"])
        self.assertEqual(self.parameters.get_parameters(Names=names)["InvalidParameters"], [])
        twice = self.parameters.get_parameters(Names=[names[2], names[0], names[2], "/nope", names[1], names[0] + ":1", "/nope"])
        self.assertEqual([p["Name"] + p.get("Selector", "") for p in twice["Parameters"]], [names[0], names[0] + ":1", names[1], names[2]])
        self.assertEqual(twice["InvalidParameters"], ["/nope"])
        with self.refuses("ValidationException", "Value '[, x]' at 'names' failed to satisfy constraint: Member must satisfy constraint: "
                          "[Member must have length less than or equal to 2048, Member must have length greater than or equal to 1]"):
            self.parameters.get_parameters(Names=["", "x"])
        with self.refuses("ValidationException", "at 'names' failed to satisfy constraint: Member must have length less than or equal to 10"):
            self.parameters.get_parameters(Names=[f"/n{n}" for n in range(11)])
        gone = self.parameters.delete_parameters(Names=names + ["/nope"])
        self.assertEqual((gone["DeletedParameters"], gone["InvalidParameters"]), (names, ["/nope"]))

    def test_names(self):
        self.put("plain-name_1.x")
        self.assertEqual(self.parameters.get_parameter(Name="/plain-name_1.x")["Parameter"]["Name"], "/plain-name_1.x")
        malformed = ("Parameter name: can't be prefixed with \"ssm\" (case-insensitive). If formed as a path, it can consist of sub-paths "
                     "divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_")
        for wrong in ("a/b", "/a//b", "/a b", "/\u00e9", "{x}", "/a/", "/ssm/x"):
            with self.refuses("ValidationException", malformed):
                self.put(wrong)
        for reserved in ("/SSMx", "awsthing", "/AWS"):
            with self.refuses("ValidationException", "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)."):
                self.put(reserved)
        for reserved in ("/aws/x", "/aws_test/path/to/var"):
            with self.refuses("AccessDeniedException", f"No access to reserved parameter name: {reserved}."):
                self.put(reserved)
        for wrong in ("{x}", "a/b", "/a//b", "/a b", "/a/", "a/b:3"):
            for call in (
                lambda: self.parameters.get_parameter(Name=wrong), lambda: self.parameters.get_parameters(Names=["plain-name_1.x", wrong]),
                lambda: self.parameters.get_parameter_history(Name=wrong), lambda: self.parameters.label_parameter_version(Name=wrong, Labels=["x"]),
                lambda: self.parameters.unlabel_parameter_version(Name=wrong, Labels=["x"], ParameterVersion=1),
            ):
                with self.refuses("ValidationException", malformed):
                    call()
        for missing in ("/nope", "nope", "/nope:3", "/aws/service/nope", "/ssm/nope"):
            with self.refuses("ParameterNotFound"):
                self.parameters.get_parameter(Name=missing)
        self.assertEqual(self.parameters.get_parameter(Name="  plain-name_1.x ")["Parameter"]["Name"], "plain-name_1.x")
        with self.refuses("HierarchyLevelLimitExceededException"):
            self.put("/" + "/".join("abcdefghijklmnop"))
        self.put("/" + "/".join("abcdefghijklmno"))

    def test_sizes_and_tiers(self):
        self.assertEqual(self.put(self.name(), "x" * 4096)["Tier"], "Standard")
        with self.refuses("ValidationException"):
            self.put(self.name(), "x" * 4097)
        self.assertEqual(self.put(self.name(), "x" * 8192, Tier="Advanced")["Tier"], "Advanced")
        with self.refuses("ValidationException"):
            self.put(self.name(), "x" * 8193, Tier="Advanced")
        self.assertEqual(self.put(self.name(), "x" * 4097, Tier="Intelligent-Tiering")["Tier"], "Advanced")
        self.assertEqual(self.put(self.name(), "x", Tier="Intelligent-Tiering")["Tier"], "Standard")
        with self.refuses("ValidationException", "Member must satisfy enum value set: [Standard, Advanced, Intelligent-Tiering]"):
            self.put(self.name(), Tier="Gold")
        name = self.name()
        self.put(name, Tier="Advanced")
        with self.refuses("ValidationException", "You can't downgrade"):
            self.put(name, "2", Tier="Standard", Overwrite=True)

    def test_an_empty_value(self):
        with self.refuses("ValidationException") as caught:
            self.put(self.name(), "")
        with self.assertRaises(self.parameters.exceptions.ClientError) as caught:
            self.put(self.name(), "")
        self.assertEqual(
            caught.exception.response["Error"]["Message"], "1 validation error detected: Value '' at 'value' failed to satisfy constraint: "
            "Member must have length greater than or equal to 1.")

    def test_who_changed_it(self):
        """An ARN, also of somebody at the command line."""
        name = self.name()
        self.put(name)
        self.vault.run("put", name, "-", input=b"2")
        users = [v["LastModifiedUser"] for v in self.parameters.get_parameter_history(Name=name)["Parameters"]]
        self.assertEqual(users[0], "arn:aws:iam::123456789012:user/AKIATESTTESTTESTTEST")
        self.assertRegex(users[1], r"^arn:aws:iam::123456789012:user/[\w+=,.@-]{1,64}$")
        described = self.parameters.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"][0]
        self.assertEqual(described["LastModifiedUser"], users[1])

    def test_patterns(self):
        name = self.name()
        self.put(name, "abc", AllowedPattern="^[a-z]+$")
        with self.refuses("ParameterPatternMismatchException"):
            self.put(name, "123", Overwrite=True)
        with self.refuses("InvalidAllowedPatternException"):
            self.put(self.name(), AllowedPattern="(")

    def test_history(self):
        name = self.name()
        for number in range(1, 105):
            self.put(name, str(number), Overwrite=True, Description=f"d{number}")
        pages = self.parameters.get_paginator("get_parameter_history").paginate(Name=name, PaginationConfig={"PageSize": 30})
        history = [version for page in pages for version in page["Parameters"]]
        self.assertEqual([v["Version"] for v in history], list(range(5, 105)))
        self.assertEqual((history[0]["Value"], history[0]["Description"], history[0]["Labels"]), ("5", "d5", []))
        self.assertTrue(history[0]["LastModifiedUser"].startswith("arn:aws:iam::123456789012:user/"))
        with self.refuses("ParameterNotFound"):
            self.parameters.get_parameter_history(Name="/nope")
        with self.refuses("ValidationException"):
            self.parameters.get_parameter_history(Name=name, MaxResults=51)

    def test_a_labelled_oldest_version_is_not_dropped(self):
        name = self.name()
        for number in range(100):
            self.put(name, str(number), Overwrite=True)
        self.parameters.label_parameter_version(Name=name, ParameterVersion=1, Labels=["first"])
        with self.refuses("ParameterMaxVersionLimitExceeded"):
            self.put(name, "101", Overwrite=True)

    def test_labels(self):
        name = self.name()
        self.put(name, "1")
        self.put(name, "2", Overwrite=True)
        result = self.parameters.label_parameter_version(Name=name, Labels=["ok", "1st", "aws-x", "ssmx"])
        self.assertEqual((result["ParameterVersion"], result["InvalidLabels"]), (2, ["1st", "aws-x", "ssmx"]))
        self.parameters.label_parameter_version(Name=name, ParameterVersion=1, Labels=["ok"])
        self.assertEqual(self.parameters.get_parameter(Name=f"{name}:ok")["Parameter"]["Version"], 1)
        with self.refuses("ParameterVersionLabelLimitExceeded"):
            self.parameters.label_parameter_version(Name=name, ParameterVersion=1, Labels=[f"l{n}" for n in range(10)])
        with self.refuses("ParameterVersionNotFound"):
            self.parameters.label_parameter_version(Name=name, ParameterVersion=9, Labels=["x"])
        with self.refuses("ParameterNotFound"):
            self.parameters.label_parameter_version(Name="/nope", Labels=["x"])
        result = self.parameters.unlabel_parameter_version(Name=name, ParameterVersion=1, Labels=["ok", "no"])
        self.assertEqual((result["RemovedLabels"], result["InvalidLabels"]), (["ok"], ["no"]))
        self.parameters.describe_parameters()

    def test_tags(self):
        name = self.name()
        self.put(name, Tags=[{"Key": "a", "Value": "1"}])
        resource = dict(ResourceType="Parameter", ResourceId=name)
        self.parameters.add_tags_to_resource(**resource, Tags=[{"Key": "b", "Value": "2"}])
        self.parameters.remove_tags_from_resource(**resource, TagKeys=["a"])
        self.assertEqual(self.parameters.list_tags_for_resource(**resource)["TagList"], [{"Key": "b", "Value": "2"}])
        with self.refuses("InvalidResourceId"):
            self.parameters.list_tags_for_resource(ResourceType="Parameter", ResourceId="/nope")
        with self.refuses("InvalidResourceType"):
            self.parameters.list_tags_for_resource(ResourceType="Document", ResourceId="x")
        with self.refuses("TooManyTagsError"):
            self.parameters.add_tags_to_resource(**resource, Tags=[{"Key": f"k{n}", "Value": ""} for n in range(51)])

    def test_policies(self):
        def policy(kind, **attributes):
            return {"Type": kind, "Version": "1.0", "Attributes": attributes}
        soon = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=2)).strftime("%Y-%m-%dT%H:%M:%SZ")
        late = policy("Expiration", Timestamp="2099-01-01T00:00:00Z")
        name = self.name()
        with self.refuses("ValidationException", "only supported for parameters in the advanced-parameter tier"):
            self.put(name, Policies=json.dumps([late]))
        notices = [late, policy("ExpirationNotification", Before="15", Unit="Days"), policy("NoChangeNotification", After="20", Unit="Hours")]
        self.put(name, Tier="Advanced", Policies=json.dumps(notices))
        described = self.parameters.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])["Parameters"][0]
        self.assertEqual([p["PolicyType"] for p in described["Policies"]], ["Expiration", "ExpirationNotification", "NoChangeNotification"])
        self.assertEqual(described["Policies"][0]["PolicyText"], '{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2099-01-01T00:00:00Z"}}')
        with self.refuses("IncompatiblePolicyException"):
            self.put(self.name(), Tier="Advanced", Policies=json.dumps([late, late]))
        with self.refuses("InvalidPolicyTypeException"):
            self.put(self.name(), Tier="Advanced", Policies=json.dumps([policy("Party")]))
        with self.refuses("InvalidPolicyAttributeException"):
            self.put(self.name(), Tier="Advanced", Policies=json.dumps([policy("Expiration", Timestamp="soon")]))
        expiring = self.name()
        self.put(expiring, Tier="Advanced", Policies=json.dumps([policy("Expiration", Timestamp=soon)]))
        time.sleep(3)
        with self.refuses("ParameterNotFound"):
            self.parameters.get_parameter(Name=expiring)
        self.assertNotIn(expiring, [p["Name"] for p in self.parameters.describe_parameters()["Parameters"]])


class Paths(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("/app/a", "/app/b", "/app/sub/c", "/app/sub/deep/d", "/app2/x", "/app-x/y", "/ap", "top", "/app/z"):
            cls.parameters.put_parameter(Name=name, Value=name, Type="SecureString")

    def names(self, path, **arguments):
        pages = self.parameters.get_paginator("get_parameters_by_path").paginate(Path=path, **arguments)
        return [p["Name"] for page in pages for p in page["Parameters"]]

    def test_levels(self):
        for size in (1, 2, 10):
            paging = {"PaginationConfig": {"PageSize": size}}
            self.assertEqual(self.names("/app", **paging), ["/app/a", "/app/b", "/app/z"])
            self.assertEqual(self.names("/app/", **paging), ["/app/a", "/app/b", "/app/z"])
            self.assertEqual(
                self.names("/app", Recursive=True, **paging), ["/app/a", "/app/b", "/app/sub/c", "/app/sub/deep/d", "/app/z"])
            self.assertEqual(self.names("/", **paging), ["/ap", "top"])
            self.assertEqual(len(self.names("/", Recursive=True, **paging)), 9)
            self.assertEqual(self.names("/none", **paging), [])

    def test_values(self):
        self.assertEqual(self.parameters.get_parameters_by_path(Path="/app2", WithDecryption=True)["Parameters"][0]["Value"], "/app2/x")
        self.assertNotEqual(self.parameters.get_parameters_by_path(Path="/app2")["Parameters"][0]["Value"], "/app2/x")
        empty = self.parameters.get_parameters_by_path(Path="/none")
        self.assertEqual(empty["Parameters"], [])
        self.assertNotIn("NextToken", empty)

    def test_refusals(self):
        for path in ("app", "/a b", "/a//b"):
            with self.refuses("ValidationException"):
                self.parameters.get_parameters_by_path(Path=path)
        with self.refuses("ValidationException", "Member must have value less than or equal to 10"):
            self.parameters.get_parameters_by_path(Path="/app", MaxResults=11)
        with self.refuses("InvalidFilterKey", "The following filter key is not valid: Name."):
            self.parameters.get_parameters_by_path(Path="/app", ParameterFilters=[{"Key": "Name", "Values": ["x"]}])
        with self.refuses("InvalidNextToken"):
            self.parameters.get_parameters_by_path(Path="/app", NextToken="1")

    def test_labels(self):
        self.parameters.label_parameter_version(Name="/app/b", Labels=["live"])
        label = [{"Key": "Label", "Values": ["live"]}]
        self.assertEqual(self.names("/app", ParameterFilters=label), ["/app/b"])
        self.parameters.put_parameter(Name="/app/b", Value="newer", Overwrite=True)
        labelled = self.parameters.get_parameters_by_path(Path="/app", ParameterFilters=label, WithDecryption=True)["Parameters"]
        self.assertEqual([(p["Version"], p["Value"]) for p in labelled], [(1, "/app/b")], "the version that has the label")


class Descriptions(EndpointTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        put = cls.parameters.put_parameter
        put(Name="/d/one", Value="1", Type="String", Tags=[{"Key": "team", "Value": "blue"}])
        put(Name="/d/two", Value="2", Type="SecureString", KeyId="alias/mine")
        put(Name="/d/e/three", Value="3,4", Type="StringList", Tier="Advanced")
        put(Name="four", Value="4", Type="String", Description="the fourth")

    def names(self, *filters):
        found = [{"Key": key, "Option": option, "Values": list(values)} if option else {"Key": key, "Values": list(values)}
                 for key, option, *values in filters]
        pages = self.parameters.get_paginator("describe_parameters").paginate(ParameterFilters=found, PaginationConfig={"PageSize": 2})
        return [p["Name"] for page in pages for p in page["Parameters"]]

    def test_filters(self):
        everything = ["/d/e/three", "/d/one", "/d/two", "four"]
        self.assertEqual(self.names(), everything)
        self.assertEqual(self.names(("Name", None, "/d/one", "four")), ["/d/one", "four"])
        self.assertEqual(self.names(("Name", "BeginsWith", "/d/t", "fo")), ["/d/two", "four"])
        self.assertEqual(self.names(("Name", "Contains", "o")), ["/d/one", "/d/two", "four"])
        self.assertEqual(self.names(("Path", "OneLevel", "/d")), ["/d/one", "/d/two"])
        self.assertEqual(self.names(("Path", "Recursive", "/d")), ["/d/e/three", "/d/one", "/d/two"])
        self.assertEqual(self.names(("Type", None, "StringList", "SecureString")), ["/d/e/three", "/d/two"])
        self.assertEqual(self.names(("KeyId", None, "alias/mine")), ["/d/two"])
        self.assertEqual(self.names(("Tier", None, "Advanced")), ["/d/e/three"])
        self.assertEqual(self.names(("tag:team", None, "blue")), ["/d/one"])
        self.assertEqual(self.names(("tag:team", "BeginsWith", "bl"), ("Type", None, "String")), ["/d/one"])
        old = self.parameters.describe_parameters(Filters=[{"Key": "Name", "Values": ["/d/"]}])["Parameters"]
        self.assertEqual(len(old), 3)

    def test_refusals(self):
        cases = [
            ("InvalidFilterKey", [{"Key": "Label", "Values": ["x"]}]),
            ("InvalidFilterOption", [{"Key": "Type", "Option": "Contains", "Values": ["String"]}]),
            ("InvalidFilterOption", [{"Key": "Path", "Option": "Equals", "Values": ["/d"]}]),
            ("InvalidFilterOption", [{"Key": "Type", "Values": ["Text"]}]),
            ("InvalidFilterValue", [{"Key": "Name"}]),
            ("ValidationException", [{"Key": "Colour", "Values": ["x"]}]),
            ("ValidationException", [{"Key": "Name", "Values": ["a"]}, {"Key": "Name", "Values": ["b"]}]),
        ]
        for code, filters in cases:
            with self.refuses(code):
                self.parameters.describe_parameters(ParameterFilters=filters)
        with self.refuses("ValidationException"):
            self.parameters.describe_parameters(MaxResults=51)
        for path in ("/aws/service", "/SSM"):
            with self.refuses("ValidationException", "Filters for common parameters can't be prefixed with"):
                self.parameters.describe_parameters(ParameterFilters=[{"Key": "Path", "Values": [path]}])

    def test_pages_of_ten(self):
        for number in range(11):
            self.parameters.put_parameter(Name=f"/pages/{number:02}", Value="v", Type="String")
        first = self.parameters.describe_parameters()
        self.assertEqual(len(first["Parameters"]), 10)
        self.assertEqual(len(self.parameters.describe_parameters(MaxResults=50)["Parameters"]), 15)
        for number in range(11):
            self.parameters.delete_parameter(Name=f"/pages/{number:02}")

    def test_members(self):
        described = self.parameters.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": ["four"]}])["Parameters"][0]
        self.assertEqual((described["Description"], described["Version"], described["Tier"]), ("the fourth", 1, "Standard"))
        self.assertEqual(described["ARN"], "arn:aws:ssm:us-east-1:123456789012:parameter/four")
        self.assertNotIn("KeyId", described)
        self.assertEqual(self.parameters.describe_parameters(Shared=True)["Parameters"], [])


class SecretReferences(EndpointTest):
    prefix = "/aws/reference/secretsmanager/"

    def test_references(self):
        name = self.name()
        self.secrets.create_secret(Name=name, SecretString="1")
        old = self.secrets.describe_secret(SecretId=name)
        self.secrets.put_secret_value(SecretId=name, SecretString="2")
        got = self.parameters.get_parameter(Name=self.prefix + name, WithDecryption=True)["Parameter"]
        self.assertEqual((got["Name"], got["Type"], got["Value"], got["Version"]), (self.prefix + name, "SecureString", "2", 0))
        source = json.loads(got["SourceResult"])
        self.assertEqual((source["ARN"], source["name"], source["versionStages"]), (old["ARN"], name, ["AWSCURRENT"]))
        for selector in ("AWSPREVIOUS", next(iter(old["VersionIdsToStages"]))):
            got = self.parameters.get_parameter(Name=f"{self.prefix}{name}:{selector}", WithDecryption=True)["Parameter"]
            self.assertEqual((got["Value"], got["Name"]), ("1", f"{self.prefix}{name}:{selector}"))
        with self.refuses("ValidationException", "WithDecryption flag must be True for retrieving a Secret Manager secret."):
            self.parameters.get_parameter(Name=self.prefix + name)
        with self.refuses("ParameterNotFound", "when referencing Secrets Manager: Secret /aws/reference/secretsmanager/nope not found."):
            self.parameters.get_parameter(Name=self.prefix + "nope", WithDecryption=True)
        many = self.parameters.get_parameters(Names=[self.prefix + name, self.prefix + "nope"], WithDecryption=True)
        self.assertEqual(([p["Value"] for p in many["Parameters"]], many["InvalidParameters"]), (["2"], [self.prefix + "nope"]))


class Settings(EndpointTest):
    tier = "/ssm/parameter-store/default-parameter-tier"

    def test_settings(self):
        setting = self.parameters.get_service_setting(SettingId=self.tier)["ServiceSetting"]
        self.assertEqual((setting["SettingValue"], setting["Status"]), ("Standard", "Default"))
        self.parameters.update_service_setting(SettingId=self.tier, SettingValue="Advanced")
        setting = self.parameters.get_service_setting(SettingId=setting["ARN"])["ServiceSetting"]
        self.assertEqual((setting["SettingValue"], setting["Status"]), ("Advanced", "Customized"))
        self.assertEqual(self.parameters.put_parameter(Name="/s/one", Value="v", Type="String")["Tier"], "Advanced")
        reset = self.parameters.reset_service_setting(SettingId=self.tier)["ServiceSetting"]
        self.assertEqual(reset["SettingValue"], "Standard")
        with self.refuses("ServiceSettingNotFound"):
            self.parameters.get_service_setting(SettingId="/ssm/automation/customer-script-log-destination")
        with self.refuses("ValidationException"):
            self.parameters.update_service_setting(SettingId=self.tier, SettingValue="Gold")


if __name__ == "__main__":
    unittest.main()
