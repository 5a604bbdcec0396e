using Microsoft.AspNetCore.Builder;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>What a client sees of the hub must not depend on what carries it: each of these tests is tried each way.</summary>
public abstract class HubTest(string way)
{
    internal Task<HubHost> StartAsync(params string[] options) => HubHost.StartAsync(way, null, options);

    internal Task<HubHost> StartAsync(Action<WebApplicationBuilder> customize, params string[] options) => HubHost.StartAsync(way, customize, options);

    internal bool IsWebSocket => way != HubHost.Events;
}
