using HaDashboard.Access;
using HaDashboard.Web.Tests.Hosting;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Access.Oidc;

/// <summary>A provider, and a dashboard that asks it.</summary>
public sealed class OidcFixture : IAsyncLifetime
{
    public string SecretFile { get; } = Path.GetTempFileName();

    public OpenIdProvider Provider { get; } = new();

    public DashboardFactory Dashboard { get; private set; } = null!;

    public static DashboardFactory DashboardWith(string authority, string secretFile) =>
        new DashboardFactory()
            .With("HaDashboard:Access:Oidc:Authority", authority)
            .With("HaDashboard:Access:Oidc:ClientId", OpenIdProvider.ClientId)
            .With("HaDashboard:Access:Oidc:ClientSecretFile", secretFile)
            .With("HaDashboard:Access:Oidc:RoleMap:k8s-admins", "Admin")
            .With("HaDashboard:Access:Oidc:RoleMap:k8s-watchers", "Viewer")
            // A provider in the same busy process may take its time.
            .With(builder =>
                builder.ConfigureTestServices(services =>
                    services.Configure<OpenIdConnectOptions>(AccessSchemes.Oidc, options =>
                        options.BackchannelTimeout = TimeSpan.FromMinutes(2)
                    )
                )
            );

    public async ValueTask InitializeAsync()
    {
        await Provider.InitializeAsync();
        await File.WriteAllTextAsync(SecretFile, OpenIdProvider.Secret + "\n");
        Dashboard = DashboardWith(Provider.Authority, SecretFile);
    }

    public async ValueTask DisposeAsync()
    {
        await Dashboard.DisposeAsync();
        await Provider.DisposeAsync();
        File.Delete(SecretFile);
    }
}
