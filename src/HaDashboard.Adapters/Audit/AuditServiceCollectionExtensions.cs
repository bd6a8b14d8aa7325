using HaDashboard.Core.Operations.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace HaDashboard.Adapters.Audit;

public static class AuditServiceCollectionExtensions
{
    /// <summary>The audit in a file, which is created, with its folder, for this account alone.</summary>
    public static IServiceCollection AddAuditFile(this IServiceCollection services, string path) =>
        services
            .AddSingleton(_ => new JsonLinesAuditLog(path))
            .AddSingleton<IAuditLog>(provider => provider.GetRequiredService<JsonLinesAuditLog>())
            .AddSingleton<IAuditChain>(provider => provider.GetRequiredService<JsonLinesAuditLog>());
}
