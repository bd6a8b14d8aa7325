using HaDashboard.Access;
using HaDashboard.Adapters.Audit;
using HaDashboard.Components;
using HaDashboard.Configuration;
using HaDashboard.Core;
using HaDashboard.Demo;
using HaDashboard.Starting;
using MudBlazor.Services;

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

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = start.Rest, ContentRootPath = AppContext.BaseDirectory });
var problems = new SettingsProblems();
var settings = DashboardSettings.Read(builder.Configuration, problems);
if (start.Demo)
{
    LoopbackOnly.Apply(builder.Configuration, problems);
}

if (problems.Lines.Count > 0)
{
    return Usage.Complain(problems, Console.Error);
}

builder.Services
    .AddClusterState(settings.ToInventory())
    .AddAuditFile(settings.Audit.File)
    .AddCommandGate(settings.Access.ReadOnly)
    .AddAccess(settings.Access, start.Demo)
    .AddSingleton(new DashboardMode(settings.Access.ReadOnly))
    .AddSingleton(new DemoState(null))
    .AddSingleton(settings)
    .AddMudServices();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();

var app = builder.Build();
app.UseSecurityHeaders();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = "'none'");
app.AnnounceStartLink(Console.Out);
await app.RunAsync();
return ExitCode.Good;

public partial class Program;
