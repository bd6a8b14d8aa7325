namespace HaDashboard.Adapters.Kubernetes.Mapping;

internal static class ApiTime
{
    /// <summary>The API's times are UTC; the library has already converted them.</summary>
    public static DateTimeOffset? Of(DateTime? time) =>
        time is { } known ? new DateTimeOffset(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;
}
