using System.Collections.Immutable;
using HaDashboard.Access;
using HaDashboard.Access.Sessions;
using HaDashboard.Configuration;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class AccessDirectoryTests
{
    private static readonly UserSettings Ops = new(
        "ops",
        new PasswordHasher<string>().HashPassword("", "correct horse"),
        UserRole.Operator
    );
    private static readonly ApiTokenSettings Ci = new("ci", Tokens.Sha256("token").ToUpperInvariant(), UserRole.Viewer);

    [Fact]
    public void Verify_KnowsThePassword()
    {
        using var directory = Directory();

        Assert.Same(Ops, directory.Verify("ops", "correct horse"));
        Assert.Null(directory.Verify("ops", "wrong horse"));
        Assert.Null(directory.Verify("nobody", "correct horse"));
    }

    [Fact]
    public void FindToken_ByItsHash()
    {
        using var directory = Directory();

        Assert.Same(Ci, directory.FindToken("token"));
        Assert.Null(directory.FindToken("Token"));
        Assert.Null(directory.FindToken(""));
    }

    [Fact]
    public void StillGrants_WithAnotherRoleOrPassword_DoesNot()
    {
        using var directory = Directory();

        Assert.True(directory.StillGrants(Signed("ops", UserRole.Operator, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.StillGrants(Signed("ops", UserRole.Admin, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.StillGrants(Signed("ops", UserRole.Operator, "the stamp of an old password")));
        Assert.False(directory.StillGrants(Signed("gone", UserRole.Operator, AccessDirectory.StampOf(Ops))));
    }

    [Fact]
    public void ConfigurationReload_WithAMistake_IsNotTakenOver()
    {
        var configuration = (IConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection().Build();
        using var directory = Directory(configuration);

        configuration["HaDashboard:Access:Userz"] = "mistake";
        configuration.Reload();

        Assert.True(directory.StillGrants(Signed("ops", UserRole.Operator, AccessDirectory.StampOf(Ops))));
    }

    [Fact]
    public void ConfigurationReload_WithoutTheUser_EndsHisSession()
    {
        var configuration = (IConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection().Build();
        using var directory = Directory(configuration);

        configuration.Reload();

        Assert.False(directory.StillGrants(Signed("ops", UserRole.Operator, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.HasToken("ci", UserRole.Viewer, AccessDirectory.StampOf(Ci)));
        Assert.Null(directory.FindToken("token"));
    }

    [Theory]
    [InlineData(UserRole.None)]
    [InlineData(UserRole.None, "guests", "K8S-ADMINS")]
    [InlineData(UserRole.Viewer, "guests", "k8s-watchers")]
    [InlineData(UserRole.Admin, "k8s-admins", "k8s-watchers")]
    public void RoleOf_IsTheHighestOfTheMappedGroups_AndNoneWithoutOne(UserRole expected, params string[] groups)
    {
        var map = ImmutableDictionary<string, UserRole>
            .Empty.Add("k8s-watchers", UserRole.Viewer)
            .Add("k8s-admins", UserRole.Admin);
        using var directory = new AccessDirectory(
            new AccessSettings(
                [],
                [],
                OidcSettings.None with
                {
                    Authority = new Uri("https://login.example"),
                    RoleMap = map,
                },
                false
            ),
            new ConfigurationBuilder().Build(),
            NullLogger<AccessDirectory>.Instance
        );

        Assert.Equal(expected, directory.RoleOf([.. groups]));
    }

    private static AccessDirectory Directory(IConfiguration? configuration = null) =>
        new(
            new AccessSettings([Ops], [Ci], OidcSettings.None, false),
            configuration ?? new ConfigurationBuilder().Build(),
            NullLogger<AccessDirectory>.Instance
        );

    private static Session Signed(string name, UserRole role, string stamp) =>
        new(
            "1",
            name,
            role,
            SignInMethod.Password,
            "192.0.2.1",
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch,
            stamp,
            []
        );
}
