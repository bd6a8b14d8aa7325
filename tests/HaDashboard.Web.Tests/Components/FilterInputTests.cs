using Bunit;
using HaDashboard.Components.Shared;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class FilterInputTests : PageContext
{
    [Fact]
    public void WhatComesBackLate_DoesNotOverwriteWhatIsTyped()
    {
        var input = Render<FilterInput>(p => p.Add(i => i.Text, null));
        var markup = input.Markup;
        input.Find("input").Input("m");
        input.Find("input").Input("ma");

        input.Render(p => p.Add(i => i.Text, "m")); // the address of the first letter, a round trip later
        input.Render(p => p.Add(i => i.Text, "ma"));

        Assert.Equal(markup, input.Markup);
    }

    [Fact]
    public void AnAddressFromElsewhere_IsWrittenIntoTheField()
    {
        var input = Render<FilterInput>(p => p.Add(i => i.Text, "old"));
        Assert.Equal("old", input.Find("input").GetAttribute("value"));

        input.Render(p => p.Add(i => i.Text, "new"));
        Assert.Equal("new", input.Find("input").GetAttribute("value"));

        input.Find("input").Input("typed");
        input.Render(p => p.Add(i => i.Text, "typed"));
        input.Render(p => p.Add(i => i.Text, null)); // "show all"
        Assert.Equal("", input.Find("input").GetAttribute("value") ?? "");
    }

    [Fact]
    public void Blanks_AreNoFilter()
    {
        var values = new List<string?>();
        var input = Render<FilterInput>(p => p.Add(i => i.Text, null).Add(i => i.TextChanged, values.Add));

        input.Find("input").Input("  ");

        Assert.Equal([null], values);
    }
}
