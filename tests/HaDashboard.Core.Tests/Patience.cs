using Xunit;

namespace HaDashboard.Core.Tests;

/// <summary>A test that waits for what never comes fails instead of hanging.</summary>
internal static class Patience
{
    internal static CancellationToken Token
    {
        get
        {
            var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            source.CancelAfter(TimeSpan.FromSeconds(20));
            return source.Token;
        }
    }
}
