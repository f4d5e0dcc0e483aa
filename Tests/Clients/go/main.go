// A program on AWS's Go SDK that knows nothing of specvault: endpoint, region and credentials come from its environment.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	secrets "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	parameters "github.com/aws/aws-sdk-go-v2/service/ssm/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	ctx := context.Background()
	// Debian's SDK is older than AWS_ENDPOINT_URL.
	endpoint := aws.EndpointResolverWithOptionsFunc(func(service, region string, options ...interface{}) (aws.Endpoint, error) {
		return aws.Endpoint{URL: os.Getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER"), SigningRegion: region}, nil
	})
	cfg, err := config.LoadDefaultConfig(ctx, config.WithEndpointResolverWithOptions(endpoint))
	must(err)
	sm, ps := secretsmanager.NewFromConfig(cfg), ssm.NewFromConfig(cfg)
	result := map[string]interface{}{}

	created, err := sm.CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: aws.String("go/secret"), SecretString: aws.String("from go")})
	must(err)
	got, err := sm.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: created.ARN})
	must(err)
	result["secret"], result["stages"] = *got.SecretString, got.VersionStages
	_, err = sm.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String("nope")})
	var notFound *secrets.ResourceNotFoundException
	result["missing"] = errors.As(err, &notFound)

	count := 0
	pages := secretsmanager.NewListSecretsPaginator(sm, &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(1)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		must(err)
		count += len(page.SecretList)
	}
	result["listed"] = count

	for _, name := range []string{"/go/a", "/go/b"} {
		_, err = ps.PutParameter(ctx, &ssm.PutParameterInput{Name: aws.String(name), Value: aws.String(name), Type: parameters.ParameterTypeSecureString})
		must(err)
	}
	values := []string{}
	paths := ssm.NewGetParametersByPathPaginator(ps, &ssm.GetParametersByPathInput{Path: aws.String("/go"), WithDecryption: aws.Bool(true), MaxResults: aws.Int32(1)})
	for paths.HasMorePages() {
		page, err := paths.NextPage(ctx)
		must(err)
		for _, parameter := range page.Parameters {
			values = append(values, *parameter.Value)
		}
	}
	result["parameters"] = values

	identity, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	must(err)
	result["account"] = *identity.Account
	must(json.NewEncoder(os.Stdout).Encode(result))
}
