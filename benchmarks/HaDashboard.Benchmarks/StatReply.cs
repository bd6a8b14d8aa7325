using System.Globalization;
using System.Text;

namespace HaDashboard.Benchmarks;

/// <summary>A reply of HAProxy 3.2 to <c>show stat</c>, modelled on captured ones: a frontend, and servers in backends of ten.</summary>
internal static class StatReply
{
    private const string Header =
        "# pxname,svname,qcur,qmax,scur,smax,slim,stot,bin,bout,dreq,dresp,ereq,econ,eresp,wretr,wredis,status,"
        + "weight,act,bck,chkfail,chkdown,lastchg,downtime,qlimit,pid,iid,sid,throttle,lbtot,tracked,type,rate,"
        + "rate_lim,rate_max,check_status,check_code,check_duration,hrsp_1xx,hrsp_2xx,hrsp_3xx,hrsp_4xx,hrsp_5xx,"
        + "hrsp_other,hanafail,req_rate,req_rate_max,req_tot,cli_abrt,srv_abrt,comp_in,comp_out,comp_byp,comp_rsp,"
        + "lastsess,last_chk,last_agt,qtime,ctime,rtime,ttime,agent_status,agent_code,agent_duration,check_desc,"
        + "agent_desc,check_rise,check_fall,check_health,agent_rise,agent_fall,agent_health,addr,cookie,mode,algo,"
        + "conn_rate,conn_rate_max,conn_tot,intercepted,dcon,dses,wrew,connect,reuse,cache_lookups,cache_hits,"
        + "srv_icur,src_ilim,qtime_max,ctime_max,rtime_max,ttime_max,eint,idle_conn_cur,safe_conn_cur,"
        + "used_conn_cur,need_conn_est,uweight,agg_server_status,agg_server_check_status,agg_check_status,srid,"
        + "sess_other,h1sess,h2sess,h3sess,req_other,h1req,h2req,h3req,proto,-,h2_headers_rcvd,h2_data_rcvd,"
        + "h2_settings_rcvd,h2_rst_stream_rcvd,h2_goaway_rcvd,h2_detected_conn_protocol_errors,"
        + "h2_detected_strm_protocol_errors,h2_rst_stream_resp,h2_goaway_resp,h2_open_connections,"
        + "h2_backend_open_streams,h2_total_connections,h2_backend_total_streams,h1_open_connections,"
        + "h1_open_streams,h1_total_connections,h1_total_streams,h1_bytes_in,h1_bytes_out,h1_spliced_bytes_in,"
        + "h1_spliced_bytes_out,\n";

    /// <param name="seconds">
    /// Seconds since the last change of state. In a real cluster this value changes in every row every second.
    /// </param>
    internal static byte[] Of(int servers, int seconds)
    {
        var text = new StringBuilder(Header);
        text.Append(
            "api-front,FRONTEND,,,4,4,500,4,0,0,0,0,0,,,,,OPEN,,,,,,,,,1,2,0,,,,0,0,0,4,,,,,,,,,,,0,0,0,,,0,0,0,"
                + "0,,,,,,,,,,,,,,,,,,,,,tcp,,0,4,4,,0,0,0,,,,,,,,,,,0,,,,,,,,,,4,0,0,0,0,0,0,0,,-,0,0,0,0,0,0,0,0,0,"
                + "0,0,0,0,0,0,0,0,0,0,0,0,\n"
        );
        for (var first = 0; first < servers; first += 10)
        {
            var (backend, iid) = (first == 0 ? "api-backend" : $"backend{first / 10}", 3 + (first / 10));
            for (var i = first; i < Math.Min(first + 10, servers); i++)
            {
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"{backend},master{i % 10 + 1},0,0,2,2,,2,0,0,,0,,0,0,0,0,UP,1,1,0,0,0,{seconds},0,,1,{iid},"
                        + $"{i % 10 + 1},,2,,2,0,,2,L4OK,,0,,,,,,,,,,,0,0,,,,,15,,,0,0,0,0,,,,Layer4 check passed,,2,3,"
                        + $"4,,,,10.0.{i / 250}.{i % 250}:6443,,tcp,,,,,,,,0,2,0,,,0,,0,0,0,0,0,0,0,1,1,1,,,,0,,,,,,,,,"
                        + $",-,,,,,,,,,,,,,,,,,,,,,,\n"
                );
            }

            text.Append(
                CultureInfo.InvariantCulture,
                $"{backend},BACKEND,0,0,4,4,200,4,0,0,0,0,,0,0,0,0,UP,2,2,0,,0,{seconds},0,,1,{iid},0,,4,,1,0,,4,"
                    + $",,,,,,,,,,,,,0,0,0,0,0,0,15,,,0,0,0,0,,,,,,,,,,,,,,tcp,roundrobin,,,,,,,0,4,0,,,,,0,0,0,0,0,,,,"
                    + $",2,0,0,0,,,,,,,,,,,-,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,\n"
            );
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
