using HaDashboard.Core.Inventory;

namespace HaDashboard.Core.Commands;

/// <summary>Asks for a poll of a node before its time is due.</summary>
public interface IPollSignal
{
    void PollNow(NodeName node);
}
