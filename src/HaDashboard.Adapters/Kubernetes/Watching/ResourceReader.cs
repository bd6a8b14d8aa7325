using System.Globalization;
using System.Text.Json;
using HaDashboard.Adapters.Kubernetes.Api;
using HaDashboard.Core.Facts.Text;
using Microsoft.Extensions.Logging;

namespace HaDashboard.Adapters.Kubernetes.Watching;

/// <summary>
/// Maps JSON to the model. No object can stop the watch of the others: an object that can't be mapped is left out, and logged once.
/// </summary>
internal sealed partial class ResourceReader<TResource>(WatchedResource<TResource> resource, ILogger logger)
    where TResource : class
{
    private const int MostNamed = 100;

    private readonly HashSet<string> _named = new(StringComparer.Ordinal);

    public TResource? Read(JsonElement json)
    {
        try
        {
            if (resource.Map(json) is { } mapped)
            {
                return mapped;
            }

            Skip(json, "its name is invalid");
        }
        catch (Exception exception)
        {
            Skip(json, Printable.Excerpt(exception.Message));
        }

        return null;
    }

    private void Skip(JsonElement json, string why)
    {
        var name = Printable.Excerpt(json.Member("metadata").Member("name").Text() ?? "(no name)");
        if (_named.Count < MostNamed && _named.Add(name))
        {
            Log.Skipped(logger, resource.Name.In(CultureInfo.InvariantCulture), name, why);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3, LogLevel.Warning, "{Resource}: {Name} can't be shown and is left out: {Reason}.")]
        public static partial void Skipped(ILogger logger, string resource, string name, string reason);
    }
}
