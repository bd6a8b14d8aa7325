using HaDashboard.Core.Operations.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace HaDashboard.Adapters.Audit;

public static class AuditServiceCollectionExtensions
{
    /// <summary>Registers the audit log in a file. The file and its folder are created with access for this account only.</summary>
    public static IServiceCollection AddAuditFile(this IServiceCollection services, string path) =>
        services
            .AddSingleton(_ => new JsonLinesAuditLog(path))
            .AddSingleton<IAuditLog>(provider => provider.GetRequiredService<JsonLinesAuditLog>())
            .AddSingleton<IAuditChain>(provider => provider.GetRequiredService<JsonLinesAuditLog>());
}
