using HaDashboard.Core.Facts.Names;

namespace HaDashboard.Core.Operations.Ports;

/// <summary>Asks for a poll of a node before its time is due.</summary>
public interface IPollSignal
{
    void PollNow(NodeName node);
}
