using System.Text.Json.Nodes;

namespace HaDashboard.Simulation.Kubernetes;

/// <summary>The Status objects with which the API server reports failures, with its exact texts.</summary>
internal static class KubernetesStatus
{
    public static JsonObject Unauthorized() => Failure(401, "Unauthorized", "Unauthorized");

    public static JsonObject Forbidden(string user, string verb, ResourcePath path)
    {
        var scope = path.Namespace is null ? "at the cluster scope" : $"in the namespace \"{path.Namespace}\"";
        var named = path.Name is null ? path.Kind.Plural : $"{path.Kind.Plural} \"{path.Name}\"";
        return Failure(
            403,
            "Forbidden",
            $"{named} is forbidden: User \"{user}\" cannot {verb} resource \"{path.Resource}\" in API group \"{path.Kind.Group}\" {scope}",
            path
        );
    }

    public static JsonObject NotFound(ResourcePath path) =>
        Failure(404, "NotFound", $"{path.Kind.Plural} \"{path.Name}\" not found", path);

    public static JsonObject NoSuchPath() =>
        Failure(404, "NotFound", "the server could not find the requested resource");

    public static JsonObject TooOld(long requested, long oldest) =>
        Failure(410, "Expired", $"too old resource version: {requested} ({oldest})");

    public static JsonObject ContinueExpired() =>
        Failure(
            410,
            "Expired",
            "The provided continue parameter is too old to display a consistent list result. "
                + "You can start a new list without the continue parameter."
        );

    public static JsonObject BadRequest(string message) => Failure(400, "BadRequest", message);

    /// <summary>The API server could not read something from a kubelet.</summary>
    public static JsonObject Unreachable(string message) => Failure(500, null, message);

    public static JsonObject EtcdTimeout() => Failure(500, null, "etcdserver: request timed out");

    private static JsonObject Failure(int code, string? reason, string message, ResourcePath? about = null)
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = message,
        };
        if (reason is not null)
        {
            status["reason"] = reason;
        }

        if (about is not null)
        {
            status["details"] = new JsonObject { ["kind"] = about.Kind.Plural };
            if (about.Name is not null)
            {
                status["details"]!.AsObject().Insert(0, "name", about.Name);
            }
        }

        status["code"] = code;
        return status;
    }
}
