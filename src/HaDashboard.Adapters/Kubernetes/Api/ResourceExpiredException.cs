namespace HaDashboard.Adapters.Kubernetes.Api;

/// <summary>
/// HTTP status 410: the server no longer has the requested version or page, so the objects must be listed again. It is recognised by the
/// code and not by the reason, which may be <c>Gone</c> or <c>Expired</c>.
/// </summary>
internal sealed class ResourceExpiredException(string message) : Exception(message);
