#!/bin/sh
# Removes from a Python environment what this program never loads, and prints the size of each part.
#
#   docker/slim.sh /opt/venv
#
# Each line removes one subject, so that it can be kept by deleting the line. docker/warm.py then uses what is left, and
# the image's tests do the same with pages, charts and a refresh.
set -eu
venv=$1
cd "$venv"/lib/python3.*/site-packages

mb() { du -sm "$venv" | cut -f1; }

without() { # SUBJECT PATH...
  subject=$1
  shift
  before=$(mb)
  rm -rf "$@"
  echo "slim: $((before - $(mb))) MB  $subject"
}

without_found() { # SUBJECT FIND-EXPRESSION...
  subject=$1
  shift
  before=$(mb)
  find . -depth "$@" -exec rm -rf {} +
  echo "slim: $((before - $(mb))) MB  $subject"
}

without 'build tools' pip pip-*.dist-info setuptools setuptools-*.dist-info _distutils_hack distutils-precedence.pth
without_found "the packages' own tests" -type d \( -name tests -o -path ./joblib/test \)
without_found 'C and Cython sources, headers, static libraries, type stubs' -type f \( -name '*.a' -o -name '*.c' \
  -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' -o -name '*.hpp' -o -name '*.pxd' -o -name '*.pxi' -o -name '*.pyi' \
  -o -name '*.pyx' -o -name '*.tp' \)
without 'Arrow: the network protocol Flight' pyarrow/libarrow_flight.* pyarrow/libarrow_python_flight.* pyarrow/_flight.*
without 'Arrow: cloud storage' pyarrow/libarrow_s3.* pyarrow/_s3fs.* pyarrow/_azurefs.* pyarrow/_gcsfs.* pyarrow/_hdfs.*
without 'Arrow: files of other formats' pyarrow/_csv.* pyarrow/_dataset* pyarrow/_feather.* pyarrow/_orc.* \
  pyarrow/_parquet* pyarrow/libarrow_python_parquet_encryption.* pyarrow/_substrait.* pyarrow/_pyarrow_cpp_tests.*
# Wheels cannot contain links, so they have one copy of a library under each of its names. Only the middle one is loaded.
without 'Arrow: second and third copies' pyarrow/libarrow_python.so pyarrow/libarrow_python.so.*.*
without 'pydeck: maps for notebooks, twice' pydeck/nbextension "$venv/share/jupyter"
without 'Pillow: AVIF, which no Plex server sends' pillow.libs/libavif-* PIL/_avif.*
without 'Streamlit: Plotly, deck.gl, ECharts and Graphviz charts' streamlit/static/static/js/PlotlyChart.* \
  streamlit/static/static/js/DeckGlJsonChart.* streamlit/static/static/js/EChartsChart.* \
  streamlit/static/static/js/GraphVizChart.*
without 'Streamlit: demo, instructions for agents' streamlit/hello streamlit/.agents
without 'SciPy: signals, clusters, foreign file formats' scipy/cluster scipy/datasets scipy/differentiate \
  scipy/fftpack scipy/io scipy/odr scipy/signal
