using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HaDashboard.Api;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

public sealed class EtcdMemberDocumentTests
{
    private static readonly JsonSerializerOptions Options = ApiOptions();

    [Fact]
    public void SourceOfTheMember_IsCalledWitness_BecauseClientsReadThatName()
    {
        var member = new EtcdMember(EtcdMemberSource.ApiServer, Healthy: true);

        var json = JsonSerializer.Serialize(
            EtcdMemberDocument.Of(member, Slice<EtcdMember>.Of(member, A.Noon)),
            Options
        );

        Assert.StartsWith("""{"witness":"ApiServer","healthy":true,""", json, StringComparison.Ordinal);
    }

    private static JsonSerializerOptions ApiOptions()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(options);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver()); // ASP.NET Core adds it as well
        return options;
    }
}
