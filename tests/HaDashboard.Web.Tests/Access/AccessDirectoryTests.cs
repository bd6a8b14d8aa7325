using System.Security.Claims;
using HaDashboard.Access;
using HaDashboard.Configuration;
using HaDashboard.Core.Commands;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Web.Tests.Access;

public sealed class AccessDirectoryTests
{
    private static readonly UserSettings Ops = new("ops", new PasswordHasher<string>().HashPassword("", "correct horse"), UserRole.Operator);
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
    public void IsStillValid_WithAnotherRoleOrPassword_IsNot()
    {
        using var directory = Directory();

        Assert.True(directory.IsStillValid(Cookie("ops", UserRole.Operator, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.IsStillValid(Cookie("ops", UserRole.Admin, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.IsStillValid(Cookie("ops", UserRole.Operator, "the stamp of an old password")));
        Assert.False(directory.IsStillValid(Cookie("gone", UserRole.Operator, AccessDirectory.StampOf(Ops))));
        Assert.False(directory.IsStillValid(new ClaimsPrincipal(new ClaimsIdentity())));
    }

    [Fact]
    public void ConfigurationReload_TakesUsersOut_AndABadOneIsNotTakenOver()
    {
        var configuration = (IConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection().Build();
        using var directory = new AccessDirectory(new AccessSettings([Ops], [Ci], OidcSettings.None, false), configuration, NullLogger<AccessDirectory>.Instance);
        var user = Cookie("ops", UserRole.Operator, AccessDirectory.StampOf(Ops));

        configuration["HaDashboard:Access:Userz"] = "mistake";
        configuration.Reload();
        Assert.True(directory.IsStillValid(user));

        configuration["HaDashboard:Access:Userz"] = null;
        using var emptied = new AccessDirectory(new AccessSettings([Ops], [Ci], OidcSettings.None, false), new ConfigurationBuilder().Build(), NullLogger<AccessDirectory>.Instance);
        Assert.True(emptied.IsStillValid(user));
    }

    [Fact]
    public void ConfigurationReload_WithoutTheUser_EndsHisSession()
    {
        var configuration = (IConfigurationRoot)new ConfigurationBuilder().AddInMemoryCollection().Build();
        using var directory = new AccessDirectory(new AccessSettings([Ops], [Ci], OidcSettings.None, false), configuration, NullLogger<AccessDirectory>.Instance);

        configuration.Reload();

        Assert.False(directory.IsStillValid(Cookie("ops", UserRole.Operator, AccessDirectory.StampOf(Ops))));
        Assert.Null(directory.FindToken("token"));
    }

    private static AccessDirectory Directory() =>
        new(new AccessSettings([Ops], [Ci], OidcSettings.None, false), new ConfigurationBuilder().Build(), NullLogger<AccessDirectory>.Instance);

    private static ClaimsPrincipal Cookie(string name, UserRole role, string stamp) => new(AccessClaims.Identity("Cookie", name, role, stamp));
}
