using System.Globalization;
using HaDashboard.Core.Facts.Text;

namespace HaDashboard.Adapters.Kubernetes.Kubeconfigs;

/// <summary>Checks a kubeconfig at the start. It starts no program and makes no connection.</summary>
public static class KubeconfigFileCheck
{
    /// <summary>What is wrong and what would be right, in English and without full stops; null if the file can be used.</summary>
    /// <param name="context">null for the current context of the file.</param>
    public static (string Wrong, string Right)? ProblemOf(string path, string? context)
    {
        try
        {
            Kubeconfig.Of(KubeconfigReader.Read(path, context), Environment.GetEnvironmentVariable);
            return null;
        }
        catch (KubeconfigException e)
        {
            return (English(KubeconfigTexts.InFile(Printable.Excerpt(path), e.Wrong)), English(e.Right));
        }
    }

    private static string English(Message message) => message.In(CultureInfo.InvariantCulture);
}
