using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Auth;

/// <summary>Registers what decides who may do what.</summary>
internal static class AccessHosting
{
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options.Auth);
        services.AddSingleton(options.Moderation);
        services.AddSingleton<IdentityRates>();
        services.AddSingleton<Tombstones>();
        services.AddSingleton<ITombstones>(provider => provider.GetRequiredService<Tombstones>());
        services.AddSingleton<Moderator>();
        if (options.Engine == EngineKind.InProcess)
            services.AddSingleton<ITombstoneStore>(ConfigurationFile.Read("Moderation:File", () => new TombstoneFile(options.TombstonesPath())));
        if (options.Auth.JwksUrl is not null)
        {
            services.AddSingleton<JwksSource>();
            services.AddHostedService(provider => provider.GetRequiredService<JwksSource>());
        }

        var keys = options.Auth.KeyFiles.SelectMany(file => ConfigurationFile.Read("Auth:KeyFiles", () => SigningKey.OfFile(file))).ToList();
        if (options.Auth.Secret is { } secret) keys.Add(SigningKey.OfSecret(secret));
        TokenCheck? Tokens(IServiceProvider provider) => !options.Auth.IsConfigured ? null
            : new TokenCheck(options.Auth, provider.GetRequiredService<GatewayClock>(), keys, provider.GetService<JwksSource>());
        services.AddSingleton(provider => new Access(
            Tokens(provider), provider.GetRequiredService<Tombstones>(), provider.GetRequiredService<IdentityRates>(), provider.GetRequiredService<Moderator>()));
        services.AddSingleton<AdminAccess>();
        services.AddHostedService<AdminNotice>();
    }
}
