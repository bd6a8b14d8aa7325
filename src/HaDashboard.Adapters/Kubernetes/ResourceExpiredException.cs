namespace HaDashboard.Adapters.Kubernetes;

/// <summary>
/// 410: the server has forgotten the version or the page we asked to go on from. Told by the code, never by the reason,
/// which is <c>Gone</c> on one road and <c>Expired</c> on the other. List again.
/// </summary>
internal sealed class ResourceExpiredException(string message) : Exception(message);
