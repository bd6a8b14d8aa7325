using System.Security.Cryptography;
using System.Text;

namespace HaDashboard.Web.Tests.Hosting;

/// <summary>An API token of each role, and how to configure it.</summary>
internal static class Tokens
{
    public const string Viewer = "token-of-the-viewer";
    public const string Operator = "token-of-the-operator";
    public const string Admin = "token-of-the-admin";

    public static DashboardFactory WithTokens(this DashboardFactory factory) =>
        factory
            .WithToken(0, "viewer", Viewer, "Viewer")
            .WithToken(1, "operator", Operator, "Operator")
            .WithToken(2, "admin", Admin, "Admin");

    public static DashboardFactory WithToken(
        this DashboardFactory factory,
        int index,
        string name,
        string token,
        string role
    ) =>
        factory
            .With($"HaDashboard:Access:ApiTokens:{index}:Name", name)
            .With($"HaDashboard:Access:ApiTokens:{index}:Sha256", Sha256(token))
            .With($"HaDashboard:Access:ApiTokens:{index}:Role", role);

    public static string Sha256(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
