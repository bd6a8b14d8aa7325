using Bunit;
using HaDashboard.Components.Shared;
using HaDashboard.Core.Facts.Sources;
using HaDashboard.Core.Facts.Text;
using Xunit;

namespace HaDashboard.Web.Tests.Components;

public sealed class PhraseTests : BunitContext
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 10, 2, 17, TimeSpan.Zero);

    [Fact]
    public void Elements_StandWhereTheTextPutsThem()
    {
        var phrase = Phrase.Of(
            (first, second) => Message.Verbatim($"{second}, not <{first}>."),
            builder => builder.AddMarkupContent(0, "<b>one</b>"),
            builder => builder.AddMarkupContent(0, "<i>two</i>")
        );

        Assert.Equal("<i>two</i>, not &lt;<b>one</b>&gt;.", Render(phrase).Markup);
    }

    [Fact]
    public void ATimeAndItsAge_AreCountedByTheBrowser()
    {
        var phrase = Phrase.WithTimeAndAge((time, age) => Message.Verbatim($"Since {time}, for {age}."), At);

        Assert.Equal(
            """Since <ha-clock at="2026-03-01T10:02:17.000Z"></ha-clock>, for <ha-age since="2026-03-01T10:02:17.000Z"></ha-age>.""",
            Render(phrase).Markup
        );
    }

    [Theory]
    [InlineData(
        Freshness.Stale,
        """stale, last update from the Kubernetes API <ha-age since="2026-03-01T10:02:17.000Z"></ha-age> ago"""
    )]
    [InlineData(Freshness.Fresh, "according to the Kubernetes API")]
    [InlineData(Freshness.Never, "no data from the Kubernetes API yet")]
    public void TheFreshnessOfTheApi_ShowsTheAgeOfStaleData(Freshness freshness, string expected)
    {
        var slice = Slice<string>.Of("data", At) with { Freshness = freshness };

        Assert.Equal(expected, Render(ApiFreshness.Of(slice, SharedTexts.AccordingToApi)).Markup);
    }
}
