using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HaDashboard.Web.Tests.Hosting;

/// <summary>The whole program in memory, with the settings of a test on its command line.</summary>
public sealed class DashboardFactory : WebApplicationFactory<Program>
{
    private readonly Dictionary<string, string> _settings = new(StringComparer.OrdinalIgnoreCase);
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hadashboard-test-");
    private Action<IWebHostBuilder>? _configure;

    public DashboardFactory() =>
        With("HaDashboard:Audit:File", Path.Combine(_directory.FullName, "audit", "audit.jsonl"));

    public static DashboardFactory Demo() => new DashboardFactory().With("demo", "true").With("Demo:Story", "false");

    public DashboardFactory With(string key, string value)
    {
        _settings[key] = value;
        return this;
    }

    public DashboardFactory With(Action<IWebHostBuilder> configure)
    {
        _configure += configure;
        return this;
    }

    /// <summary>A client that follows no redirect, so that a test sees them.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        return client;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        _configure?.Invoke(builder);
    }
}
