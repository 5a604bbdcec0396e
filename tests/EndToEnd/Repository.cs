using System.Reflection;

namespace Signaling.EndToEnd;

/// <summary>Where things lie; the build says it.</summary>
internal static class Repository
{
    public static string Root { get; } = Metadata("RepositoryRoot");

    /// <summary>The gateway's program, from the build output.</summary>
    public static string Gateway { get; } = Metadata("Gateway");

    /// <summary>The pages these tests load beside those of the gateway.</summary>
    public static string Pages { get; } = PathOf("tests/EndToEnd/pages");

    /// <summary>SignalR's own browser client, or null where npm could not install it.</summary>
    public static string? SignalRClient { get; } =
        Existing("tests/EndToEnd/node_modules/@microsoft/signalr/dist/browser/signalr.min.js");

    /// <summary>PeerJS, or null where npm could not install it.</summary>
    public static string? PeerJsClient { get; } = Existing("tests/EndToEnd/node_modules/peerjs/dist/peerjs.min.js");

    /// <summary>Socket.IO's client, or null where npm could not install it.</summary>
    public static string? SocketIoClient { get; } = Existing("tests/EndToEnd/node_modules/socket.io-client/dist/socket.io.min.js");

    /// <summary>Supabase's client, or null where npm could not install it.</summary>
    public static string? SupabaseClient { get; } = Existing("tests/EndToEnd/node_modules/@supabase/realtime-js/dist/module/index.js");

    /// <summary>For screenshots and logs; made when missing.</summary>
    public static string Results { get; } = Directory.CreateDirectory(PathOf("artifacts/test/EndToEnd")).FullName;

    public static string PathOf(string file) => Path.Combine(Root, file);

    private static string? Existing(string file) => File.Exists(PathOf(file)) ? PathOf(file) : null;

    private static string Metadata(string key) => typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == key).Value!;
}
