using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Signaling.Gateway.Auth;

/// <summary>Tells where the admin page is, and the token that was made for this run. Only a server that nobody else can reach makes one.</summary>
internal sealed partial class AdminNotice(AdminAccess access, IServer server, IHostApplicationLifetime lifetime, ILogger<AdminNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (access.MadeToken is { } token)
            lifetime.ApplicationStarted.Register(() => LogPage(logger, server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "", token));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1321, LogLevel.Information, "Admin page: {Address}/admin#token={Token} (the token is of this run only; set Signaling:Admin:Token for one of your own)")]
    private static partial void LogPage(ILogger logger, string address, string token);
}
