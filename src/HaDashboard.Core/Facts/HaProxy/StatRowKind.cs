namespace HaDashboard.Core.Facts.HaProxy;

/// <summary>The four kinds of rows of <c>show stat</c>, in the order in which hatop lists them within a proxy.</summary>
public enum StatRowKind
{
    Frontend,
    Listener,
    Server,
    Backend,
}
