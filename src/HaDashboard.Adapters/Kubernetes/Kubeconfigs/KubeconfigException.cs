using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>A kubeconfig can't be used.</summary>
/// <param name="wrong">The entry and what is wrong with it, without a full stop.</param>
/// <param name="right">What would be right, without a full stop.</param>
internal sealed class KubeconfigException(Message wrong, Message right, Exception? inner = null)
    : Exception(wrong.In(CultureInfo.InvariantCulture), inner)
{
    public Message Wrong { get; } = wrong;

    public Message Right { get; } = right;
}
