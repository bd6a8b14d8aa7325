using Bunit;
using HaDashboard.Components.Reloads;
using HaDashboard.Core.Tests;
using HaDashboard.Starting;
using HaDashboard.Web.Tests.Components.Actions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace HaDashboard.Web.Tests.Components.Reloads;

public sealed class ReloadButtonTests : ActionContext
{
    [Theory]
    [InlineData("Operator", false, 1)]
    [InlineData("Admin", false, 1)]
    [InlineData("Viewer", false, 0)]
    [InlineData("Operator", true, 0)]
    [InlineData("Admin", true, 0)]
    public void IsShown_OnlyToUsersWhoCanOperate_AndNeverInReadOnlyMode(string role, bool readOnly, int buttons)
    {
        Services.AddSingleton(new DashboardMode(readOnly));
        Role(role);
        var node = Shown.Snapshot.Node(A.Name("k8smaster1"))!;
        var button = Page<ReloadButton>(Shown, parameters => parameters.Add(b => b.Node, node));
        Assert.Equal(buttons, button.FindAll("[data-testid=reload]").Count);
    }
}
