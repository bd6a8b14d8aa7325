using HaDashboard.Access;
using HaDashboard.Access.Oidc;
using HaDashboard.Adapters.Audit;
using HaDashboard.Api;
using HaDashboard.Checking;
using HaDashboard.Clusters;
using HaDashboard.Configuration;
using HaDashboard.Demo;
using HaDashboard.Export;
using HaDashboard.Http;
using HaDashboard.Hubs;
using HaDashboard.Reading;
using HaDashboard.Starting;

var start = StartArguments.Parse(args);
if (start.Mistake is { } mistake)
{
    return Usage.Complain(mistake, Console.Error);
}

if (start.Verb is Verb.Help)
{
    return Usage.Print(Console.Out);
}

if (start.Verb is Verb.HashPassword)
{
    return HashPasswordVerb.Run(Console.In, Console.Out, Console.Error);
}

if (start.Init is { } init)
{
    return await new InitVerb(init, Console.In, Console.Out, Console.Error).RunAsync(CancellationToken.None);
}

var builder = WebApplication.CreateBuilder(
    new WebApplicationOptions { Args = start.Rest, ContentRootPath = AppContext.BaseDirectory }
);
var problems = new SettingsProblems();
await using var demo = start.Demo ? await DemoCluster.StartAsync(builder.Configuration) : null;
var settings = demo?.Settings(builder.Configuration, problems)
    ?? DashboardSettings.Read(builder.Configuration, problems, withoutKnownHosts: start.Verb is Verb.Enroll);
if (demo is not null)
{
    LoopbackOnly.Apply(builder.Configuration, problems);
}

if (problems.Lines.Count > 0)
{
    return Usage.Complain(problems, Console.Error);
}

if (start.Verb is Verb.Check)
{
    return await CheckVerb.RunAsync(settings, Console.Out, CancellationToken.None);
}

if (start.Verb is Verb.Enroll)
{
    return await EnrollVerb.RunAsync(settings, Console.In, Console.Out);
}

if (JsonLinesAuditLog.ProblemWith(settings.Audit.File) is { } unwritable)
{
    problems.Add(
        "HaDashboard:Audit:File",
        unwritable,
        "Name a file in a folder this account may write to: without an audit log no command can run"
    );
    return Usage.Complain(problems, Console.Error);
}

var keys = start.Demo ? null : KeyFolder.Create(settings, problems);
if (problems.Lines.Count > 0)
{
    return Usage.Complain(problems, Console.Error);
}

builder
    .Services.AddSingleton(TimeProvider.System)
    .AddAuditFile(settings.Audit.File)
    .AddCluster(settings.ClusterName, cluster => cluster.AddClusterParts(settings))
    .AddDefaultClusterParts()
    .AddAccess(settings.Access, start.Demo, keys)
    .AddRest()
    .AddHubs()
    .AddPages(settings, demo);

builder.WebHost.ConfigureKestrel(options =>
{
    options.AddServerHeader = false;
    options.Limits.MaxRequestBodySize = 64 * 1024; // the largest there is: a form, or a reason in JSON
});

var app = builder.Build();
app.WarnOfSettingsWithoutEffect(settings);
app.Services.GetRequiredService<AuditReading>(); // from its start on, an intent without an outcome is under way and not lost
app.UseForwardedHeaders();
app.UseSecurityHeaders();
app.UseExceptionHandler();
app.UseProblems();
app.UseOriginGuard();
app.UseAuthentication();
app.UseRateLimiter();
app.UseAuthorization();
app.UseAntiforgery();
app.MapPages();
app.MapRest();
app.MapExport();
app.MapOidc();
app.MapHubs();
app.AnnounceStartLink(Console.Out);
await app.RunAsync();
return ExitCode.Good;

public partial class Program;
