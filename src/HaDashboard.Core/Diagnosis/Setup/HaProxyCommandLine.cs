using System.Collections.Immutable;

namespace HaDashboard.Core.Diagnosis.Setup;

/// <summary>The command line of an HAProxy process.</summary>
/// <param name="Files">The paths after <c>-f</c> and after <c>--</c>, in their order.</param>
/// <param name="MasterSocket">The path after <c>-S</c>, without its options; null if there is none, or if it is no Unix socket.</param>
public sealed record HaProxyCommandLine(ImmutableArray<string> Files, string? MasterSocket)
{
    /// <summary>Reads the arguments as HAProxy does, except that unknown options count as having no value.</summary>
    public static HaProxyCommandLine Of(IReadOnlyList<string> arguments)
    {
        var files = ImmutableArray.CreateBuilder<string>();
        string? master = null;
        for (var i = 1; i < arguments.Count; i++)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            switch (arguments[i])
            {
                case "-f" when value is not null:
                    files.Add(value);
                    i++;
                    break;
                case "-S" when value is not null:
                    master = AdminSockets.PathOf(value.Split(',')[0]);
                    i++;
                    break;
                case "--":
                    files.AddRange(arguments.Skip(i + 1));
                    i = arguments.Count;
                    break;
            }
        }

        return new HaProxyCommandLine(files.ToImmutable(), master);
    }

    public bool Equals(HaProxyCommandLine? other) =>
        other is not null
        && Files.SequenceEqual(other.Files, StringComparer.Ordinal)
        && string.Equals(MasterSocket, other.MasterSocket, StringComparison.Ordinal);

    public override int GetHashCode() => HashCode.Combine(Files.Length, MasterSocket);
}
