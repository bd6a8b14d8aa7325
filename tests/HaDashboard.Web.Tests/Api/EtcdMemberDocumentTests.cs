using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using HaDashboard.Api.Documents;
using HaDashboard.Core.Facts.Etcd;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Tests;
using Xunit;

namespace HaDashboard.Web.Tests.Api;

public sealed class EtcdMemberDocumentTests
{
    [Fact]
    public void SourceOfTheMember_IsCalledWitness_BecauseClientsReadThatName()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web);
        ApiJson.Configure(options);
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver()); // ASP.NET Core adds it as well
        var member = new EtcdMember(EtcdMemberSource.ApiServer, Healthy: true);

        var json = JsonSerializer.Serialize(
            EtcdMemberDocument.Of(member, Slice<EtcdMember>.Of(member, A.Noon)),
            options
        );

        Assert.StartsWith("""{"witness":"ApiServer","healthy":true,""", json, StringComparison.Ordinal);
    }
}
