using System.Text;

namespace Signaling.Micro;

/// <summary>Messages of the native protocol, of the sizes that browsers send.</summary>
internal static class Texts
{
    private const int SdpChars = 2_500;

    public static byte[] Offer(string to, long seq = 0) => Message("offer", to, seq, "sdp", $$"""{"type":"offer","sdp":"v=0\r\na=ice-ufrag:u\r\n{{new string('x', SdpChars)}}"}""");

    public static byte[] Candidate(string to, long seq = 0) => Message("ice-candidate", to, seq, "candidate",
        """{"candidate":"candidate:842163049 1 udp 1677729535 192.0.2.1 46154 typ srflx raddr 10.0.0.1 rport 46154 generation 0 ufrag u network-cost 999","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"u"}""");

    public static byte[] Broadcast(int chars) => Encoding.UTF8.GetBytes($$"""{"type":"message","data":"{{new string('x', chars)}}"}""");

    public static byte[] Join(string peerId, bool acks, string room) =>
        Encoding.UTF8.GetBytes($$"""{"type":"join-room","room":"{{room}}","peerId":"{{peerId}}","instance":"i","acks":{{(acks ? "true" : "false")}}}""");

    public static byte[] Ack(long seen) => Encoding.UTF8.GetBytes($$"""{"type":"ack","seen":{{seen}}}""");

    private static byte[] Message(string type, string to, long seq, string field, string value) =>
        Encoding.UTF8.GetBytes($$"""{"type":"{{type}}","targetPeerId":"{{to}}",{{(seq > 0 ? $"\"seq\":{seq}," : "")}}"{{field}}":{{value}}}""");
}
