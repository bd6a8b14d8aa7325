namespace HaDashboard.Web.Tests.Hosting;

/// <summary>Waits for what another thread will bring about, with an end.</summary>
internal static class Eventually
{
    public static async Task Async(Func<Task<bool>> condition)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await condition())
        {
            await Task.Delay(50, deadline.Token);
        }
    }
}
