using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HaDashboard.Core.Operations.Actions;

/// <summary>The change of a weight. A closed family; a value that HAProxy would refuse cannot be constructed.</summary>
public abstract record WeightChange
{
    /// <summary>The largest weight that HAProxy accepts.</summary>
    public const int Max = 256;

    private protected WeightChange() { }

    /// <summary>Back to the file's: hatop's F4.</summary>
    public static WeightChange Reset { get; } = new ResetWeight();

    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 256.</exception>
    public static WeightChange Absolute(int weight) =>
        new AbsoluteWeight(
            weight is >= 0 and <= Max
                ? weight
                : throw new ArgumentOutOfRangeException(nameof(weight), weight, $"A weight is 0 to {Max}.")
        );

    /// <summary>Of the file's weight, cut down to a whole number: 50% of 1 is 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 100.</exception>
    public static WeightChange Percent(int percent) =>
        new PercentWeight(
            percent is >= 0 and <= 100
                ? percent
                : throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentage is 0 to 100.")
        );

    /// <summary>Up or down from what is read right before it is sent: two quick presses count twice. It stops at 0 and 256.</summary>
    /// <exception cref="ArgumentOutOfRangeException">0, or beyond ±256.</exception>
    public static WeightChange Relative(int by) =>
        new RelativeWeight(
            by is not 0 and >= -Max and <= Max
                ? by
                : throw new ArgumentOutOfRangeException(nameof(by), by, $"A step is 1 to {Max}, up or down.")
        );

    /// <summary><c>10</c> or <c>50%</c>, as REST and the console spell it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out WeightChange? change)
    {
        var isPercent = text?.EndsWith('%') is true;
        change =
            int.TryParse(
                isPercent ? text![..^1] : text,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number <= (isPercent ? 100 : Max)
                ? isPercent
                    ? Percent(number)
                    : Absolute(number)
                : null;
        return change is not null;
    }

    /// <summary>The user's weight it leads to; null where that depends on a weight that is not known.</summary>
    public abstract int? From(int? userWeight, int? configuredWeight);
}

public sealed record AbsoluteWeight : WeightChange
{
    internal AbsoluteWeight(int weight) => Weight = weight;

    public int Weight { get; }

    public override int? From(int? userWeight, int? configuredWeight) => Weight;

    public override string ToString() => Weight.ToString(CultureInfo.InvariantCulture);
}

public sealed record PercentWeight : WeightChange
{
    internal PercentWeight(int percent) => Value = percent;

    public int Value { get; }

    public override int? From(int? userWeight, int? configuredWeight) =>
        Value == 0 ? 0 : configuredWeight * Value / 100;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value}%");
}

public sealed record RelativeWeight : WeightChange
{
    internal RelativeWeight(int by) => By = by;

    public int By { get; }

    public override int? From(int? userWeight, int? configuredWeight) =>
        userWeight is { } weight ? Math.Clamp(weight + By, 0, Max) : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{By:+0;\u22120}");
}

public sealed record ResetWeight : WeightChange
{
    internal ResetWeight() { }

    public override int? From(int? userWeight, int? configuredWeight) => configuredWeight;

    public override string ToString() => "100%";
}
