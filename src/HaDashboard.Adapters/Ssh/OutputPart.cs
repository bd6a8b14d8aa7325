namespace HaDashboard.Adapters.Ssh;

/// <summary>Which part of a command's output is kept where it says more than is kept.</summary>
public enum OutputPart
{
    /// <summary>Its beginning: a configuration, or the first error of a check, from which the others follow.</summary>
    First,

    /// <summary>Its end, from a line's beginning: of a log the newest lines are the ones wanted.</summary>
    Last,
}
