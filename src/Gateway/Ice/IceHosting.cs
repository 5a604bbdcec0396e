using Signaling.Gateway.Hosting;
using Signaling.Gateway.Ice.Providers;
using Signaling.Gateway.Telemetry;

namespace Signaling.Gateway.Ice;

/// <summary>Registers what hands out ICE servers.</summary>
internal static class IceHosting
{
    public static void Add(IServiceCollection services, TurnOptions options)
    {
        services.AddSingleton<ProviderHttp>();
        services.AddSingleton(provider => new TurnGrants(
            [.. options.Providers.Select(account => Provider(account, provider.GetRequiredService<ProviderHttp>()))],
            options, provider.GetRequiredService<GatewayClock>(), provider.GetRequiredService<GatewayMeter>(), provider.GetRequiredService<ILogger<TurnGrants>>()));
        if (options.Providers.Count > 0) services.AddHostedService(provider => provider.GetRequiredService<TurnGrants>());
        services.AddSingleton(provider => new IceDesk(
            provider.GetRequiredService<GatewayOptions>(), provider.GetRequiredService<TurnGrants>(), provider.GetRequiredService<GatewayClock>(),
            provider.GetRequiredService<GatewayMeter>()));
    }

    /// <summary>The provider of an account.</summary>
    public static ITurnProvider Provider(TurnProviderOptions account, ProviderHttp http) => account.Kind switch
    {
        TurnProviderKind.Cloudflare => new CloudflareTurn(account, http),
        TurnProviderKind.Twilio => new TwilioTurn(account, http),
        TurnProviderKind.Metered => new MeteredTurn(account, http),
        TurnProviderKind.Xirsys => new XirsysTurn(account, http),
        _ => throw new InvalidOperationException($"There is no provider {account.Kind}."),
    };
}
