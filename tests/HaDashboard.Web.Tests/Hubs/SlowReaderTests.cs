using System.Runtime.CompilerServices;
using System.Threading.Channels;
using HaDashboard.Access;
using HaDashboard.Access.Sessions;
using HaDashboard.Api.Documents;
using HaDashboard.Configuration;
using HaDashboard.Core.Facts.Inventory;
using HaDashboard.Core.Operations.Commands;
using HaDashboard.Core.Views;
using HaDashboard.Hubs;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HaDashboard.Web.Tests.Hubs;

public sealed class SlowReaderTests
{
    private static readonly ApiTokenSettings Ci = new("ci", new string('A', 64), UserRole.Viewer);

    [Fact]
    public async Task WatchCluster_TakesTheNextOnlyWhenAsked_AndThenTheNewest()
    {
        var feed = new Feed();
        using var directory = Directory(Ci);
        using var hub = Hub(feed, directory);
        await using var stream = hub.WatchCluster(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(0, stream.Current.Version);
        for (var revision = 1; revision <= 10; revision++)
        {
            feed.Publish(revision);
        }

        Assert.True(await stream.MoveNextAsync());
        Assert.Equal(10, stream.Current.Version);
    }

    [Fact]
    public async Task WatchCluster_OfATokenTakenOut_Ends()
    {
        var feed = new Feed();
        using var directory = Directory(Ci with { Role = UserRole.Admin });
        using var hub = Hub(feed, directory);
        await using var stream = hub.WatchCluster(TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);

        Assert.False(await stream.MoveNextAsync());
    }

    private static AccessDirectory Directory(ApiTokenSettings token) =>
        new(
            new AccessSettings([], [token], OidcSettings.None, false),
            new ConfigurationBuilder().Build(),
            NullLogger<AccessDirectory>.Instance
        );

    private static ClusterHub Hub(IClusterFeed feed, AccessDirectory directory) =>
        new(
            feed,
            new ClusterDocuments(),
            new SessionRegistry(new SessionFile(null), directory, TimeProvider.System, NullLogger<SessionRegistry>.Instance)
        )
        {
            Context = new CallerOf(Ci),
        };

    private sealed class Feed : IClusterFeed
    {
        private readonly Channel<bool> _signal = Channel.CreateBounded<bool>(
            new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
        );

        public ClusterView Current { get; private set; } = ClusterView.Initial(ClusterInventory.Empty);

        public void Publish(long revision)
        {
            Current = Current with { Revision = revision };
            _signal.Writer.TryWrite(true);
        }

        public async IAsyncEnumerable<ClusterView> WatchAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            yield return Current;
            await foreach (var _ in _signal.Reader.ReadAllAsync(cancellationToken))
            {
                yield return Current;
            }
        }
    }

    private sealed class CallerOf(ApiTokenSettings token) : HubCallerContext
    {
        public override string ConnectionId => "1";

        public override string? UserIdentifier => token.Name;

        public override System.Security.Claims.ClaimsPrincipal? User { get; } =
            new(AccessClaims.Identity("Bearer", token.Name, token.Role, AccessDirectory.StampOf(token)));

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } =
            new Microsoft.AspNetCore.Http.Features.FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort() { }
    }
}
