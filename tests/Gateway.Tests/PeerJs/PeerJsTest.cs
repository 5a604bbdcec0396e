using Signaling.TestKit;

namespace Signaling.Gateway.Tests.PeerJs;

/// <summary>A story with PeerJS clients, raw, at a gateway of its own.</summary>
public abstract class PeerJsTest(bool ownClock = false, params string[] settings) : NativeTest(ownClock, ["Doors:PeerJs:Keys:0=peerjs", "Doors:PeerJs:Keys:1=other", .. settings])
{
    protected Task<NativeClient> DialAsync(string query, string path = "/peerjs") =>
        NativeClient.ConnectAsync(new UriBuilder(Server.Door(path)) { Query = query }.Uri);

    /// <summary>A client that is open.</summary>
    protected async Task<NativeClient> OpenAsync(string id, string token = "t", string key = "peerjs")
    {
        var client = await DialAsync($"key={key}&id={id}&token={token}&version=1.5.5");
        Assert.Equal("""{"type":"OPEN"}""", (await client.NextAsync("OPEN")).Raw);
        return client;
    }

    protected static string Offer(string dst, string ufrag, string connection = "dc_1") =>
        $$"""{"type":"OFFER","payload":{{OfferPayload(ufrag, connection)}},"dst":"{{dst}}"}""";

    protected static string OfferPayload(string ufrag, string connection = "dc_1") =>
        $$$"""{"sdp":{"type":"offer","sdp":{{{Sdp(ufrag)}}}}, "type":"data","connectionId":"{{{connection}}}","metadata":{"é":1.0},"label":"l","reliable":false,"serialization":"binary"}""";

    protected static string Candidate(string dst, string ufrag, string connection = "dc_1") =>
        $$"""{"type":"CANDIDATE","payload":{"candidate":{{Ice(ufrag)}},"type":"data","connectionId":"{{connection}}"},"dst":"{{dst}}"}""";
}
